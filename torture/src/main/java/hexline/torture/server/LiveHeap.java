package hexline.torture.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The objects of a JVM that are in use, after a collection. */
public final class LiveHeap {

  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");
  private static final long LIMIT = 20; // seconds for jcmd to end after its output

  private LiveHeap() {}

  /** Their bytes; empty if the process is no JVM that jcmd can talk to. */
  public static OptionalLong bytes(long pid) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                "-J-XX:TieredStopAtLevel=1",
                String.valueOf(pid),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    try {
      jcmd.getOutputStream().close();
      Matcher total = TOTAL.matcher(new String(jcmd.getInputStream().readAllBytes(), UTF_8));
      boolean ended = jcmd.waitFor(LIMIT, TimeUnit.SECONDS);
      return ended && total.find()
          ? OptionalLong.of(Long.parseLong(total.group(1)))
          : OptionalLong.empty();
    } finally {
      jcmd.destroyForcibly();
    }
  }
}
