package hexline.conformance.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import hexline.conformance.client.Skipped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JVM of a server, as the tools of this JVM's JDK see it from outside. */
public final class Jvm {

  /** -                     Other (reserved=1234KB, committed=1234KB) */
  private static final Pattern OTHER =
      Pattern.compile("(?m)^-\\s+Other \\(reserved=\\d+KB, committed=(\\d+)KB");

  private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");

  private final long pid;

  private Jvm(long pid) {
    this.pid = pid;
  }

  /**
   * The JVM of a server.
   *
   * @throws Skipped if the server has none
   */
  public static Jvm of(ServerProcess server) {
    return new Jvm(
        server
            .jvm()
            .orElseThrow(() -> new Skipped("the server is no JVM, or this system does not say")));
  }

  /**
   * Bytes that the JVM has taken from the system outside its heap for buffers, and that no bean of
   * it counts: the category "Other" of native memory tracking.
   *
   * @throws Skipped if the JVM was not started with native memory tracking
   */
  public long otherNativeBytes() throws IOException, InterruptedException {
    String summary = command("VM.native_memory", "summary");
    if (summary.contains("not enabled")) {
      throw new Skipped("the JVM was not started with -XX:NativeMemoryTracking=summary");
    }
    Matcher other = OTHER.matcher(summary);
    return other.find() ? Long.parseLong(other.group(1)) * 1024 : 0; // nothing yet
  }

  private String command(String... words) throws IOException, InterruptedException {
    if (!Files.isExecutable(JCMD)) {
      throw new Skipped("the kit's own Java has no jcmd");
    }
    var command = new ArrayList<>(List.of(JCMD.toString(), "" + pid));
    command.addAll(List.of(words));
    Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
    if (jcmd.waitFor() != 0) {
      throw new Skipped("jcmd failed: " + output.strip().lines().findFirst().orElse(""));
    }
    return output;
  }
}
