package hexline.docs.block;

import java.io.IOException;
import java.util.List;

/** The idea of a model in one picture: {@code docs/pictures/NAME-light.svg} and its dark twin. */
final class Drawing implements Block {

  @Override
  public String kind() {
    return "picture";
  }

  @Override
  public String arguments() {
    return "NAME";
  }

  @Override
  public String content(Place place, List<String> arguments) throws IOException {
    return TwoColours.of(
            place,
            "docs/pictures/" + arguments.getFirst(),
            "hexline.docs.picture.Pictures draws it, if it is in the list there")
        .asMarkup();
  }
}
