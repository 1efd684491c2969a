package hexline.torture.figure;

import java.time.Duration;
import java.util.List;

/** Measures some figures of a server. */
interface Trial {

  /** A few words for the progress line. */
  String title();

  /** What it measures. */
  List<Figure> figures();

  /** How long it takes, about. */
  Duration expected();

  /** Measures. What it has not put into the sheet when it ends has no value. */
  void run(Lab lab, Sheet sheet) throws Exception;
}
