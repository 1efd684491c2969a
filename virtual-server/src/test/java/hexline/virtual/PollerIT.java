package hexline.virtual;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Case L08 of the kit finds this fault only if its clients come before the first thread starts. */
@Timeout(30)
class PollerIT {

  @Test
  @DisplayName("R15: the JDK's poller has its descriptors before the first client comes")
  void poller() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "this system shows no descriptors");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process server =
        new ProcessBuilder(java, "-jar", "target/virtual-server.jar", "--port", "0")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var output = server.inputReader()) {
      assertNotNull(output.readLine(), "it listens");
      List<String> open = descriptors(server.pid());
      assertTrue(open.stream().anyMatch(each -> each.contains("eventpoll")), open::toString);
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  private static List<String> descriptors(long pid) throws IOException {
    var open = new ArrayList<String>();
    try (var links = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
      for (Path link : links) {
        open.add(Files.readSymbolicLink(link).toString());
      }
    }
    return open;
  }
}
