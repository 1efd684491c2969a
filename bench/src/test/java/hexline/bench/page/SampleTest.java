package hexline.bench.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hexline.bench.report.ResultsSchema;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SampleTest {

  @Test
  @DisplayName("the made-up runs of these tests are as the schema of the results says")
  void schema() {
    assertEquals(List.of(), ResultsSchema.errors(Sample.tidy().json()));
    assertEquals(List.of(), ResultsSchema.errors(Sample.tidy().startedOnce().interrupted().json()));
    assertEquals(
        List.of(),
        ResultsSchema.errors(
            Sample.tidy().failed("OpenLoop", "nio", "late").named("nio", "x").json()));
  }
}
