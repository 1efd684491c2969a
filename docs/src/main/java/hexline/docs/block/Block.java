package hexline.docs.block;

import java.io.IOException;
import java.util.List;

/** A kind of generated content. A new one is a class, and an entry in {@link Blocks#ALL}. */
public interface Block {

  /** The first word of its mark. */
  String kind();

  /** What follows the first word: names of the arguments, separated by a space. */
  String arguments();

  /**
   * The Markdown between the marks, without a line end at its end.
   *
   * @param arguments as many as {@link #arguments} names
   * @throws IllegalStateException if there is nothing to make it from; the message says what is
   *     missing, and what makes it
   */
  String content(Place place, List<String> arguments) throws IOException;
}
