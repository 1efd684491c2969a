package hexline.docs.block;

import java.io.IOException;
import java.util.List;

/**
 * A picture of the theatre, {@code theatre/stills/SCENE-MODEL-light.svg} and its dark twin, with the
 * caption that the recording has.
 */
final class Still implements Block {

  @Override
  public String kind() {
    return "still";
  }

  @Override
  public String arguments() {
    return "SCENE MODEL";
  }

  @Override
  public String content(Place place, List<String> arguments) throws IOException {
    String scene = arguments.get(0);
    return TwoColours.of(
            place,
            "theatre/stills/" + scene + "-" + arguments.get(1),
            "./run theatre "
                + scene
                + " --out theatre/stills records it, and mvn -pl theatre -am test"
                + " -Dtest=StillsTest -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.write draws it")
        .withCaption();
  }
}
