package hexline.docs.block;

import hexline.docs.Chapter;
import hexline.docs.Sizes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** How many lines of code the draft and the files of a chapter have. */
final class CodeSizes implements Block {

  @Override
  public String kind() {
    return "sizes";
  }

  @Override
  public String arguments() {
    return "MODEL";
  }

  @Override
  public String content(Place place, List<String> arguments) throws IOException {
    Chapter chapter =
        Chapter.ALL.stream()
            .filter(each -> each.model().equals(arguments.getFirst()))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("there is no model of this name"));
    return Sizes.table(Sizes.rows(place.root(), chapter, file -> Path.of(place.link(file))));
  }
}
