package hexline.theatre.scene;

import hexline.theatre.play.Play;
import hexline.theatre.recording.Recording;

/** Says in a sentence or two what a recording shows. */
@FunctionalInterface
public interface Caption {

  /**
   * The sentence.
   *
   * @param play what the clients have seen
   * @param recording what the server has done, without its caption
   */
  String of(Play play, Recording recording);
}
