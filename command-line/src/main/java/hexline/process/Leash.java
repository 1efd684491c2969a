package hexline.process;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A shell that ends the child processes of a JVM that can no longer do so, because it was killed.
 * The shell reads a pipe whose other end the JVM holds, so it reads the end of file when the JVM
 * ends. Then it kills every process that has the JVM's {@link Mark}; on a system without {@code
 * /proc} it kills the children that it was told of, but not their descendants. Where there is no
 * {@code sh} there is no leash. Thread-safe.
 */
final class Leash implements AutoCloseable {

  /**
   * Its arguments are the mark and the folder of processes. A signal that the terminal sends to the
   * whole process group must not end it, and setsid, where there is one, takes it out of that
   * group. When the JVM has ended, it first looks at the children that it was told of, because a
   * look at all processes takes long on a busy machine. It looks several times: a child may have
   * been between fork and exec, where no mark can be seen.
   */
  private static final String SCRIPT =
      """
      trap '' HUP INT QUIT TERM
      mark=$1 proc=$2 pids=
      if printf 'a\\0mark' | grep -q mark; then
        marked() { grep -l -e "$mark" "$@"; }
      else # this grep reads a line up to its first NUL only
        marked() {
          for environ in "$@"; do
            case $(tr '\\0' '\\n' <"$environ") in *"$mark"*) echo "$environ" ;; esac
          done
        }
      fi
      end_marked() {
        for each in $(marked "$@"); do
          each=${each%/environ}
          kill -KILL "${each##*/}"
        done
      }
      while read -r change pid; do
        if [ "$change" = started ]; then
          pids="$pids $pid"
        else
          left=
          for each in $pids; do
            [ "$each" = "$pid" ] || left="$left $each"
          done
          pids=$left
        fi
      done
      if [ ! -r "$proc/self/environ" ]; then
        [ -z "$pids" ] || kill -KILL $pids
        exit
      fi
      told=
      for each in $pids; do
        told="$told $proc/$each/environ"
      done
      [ -z "$told" ] || end_marked $told
      for pause in 0 0.1 0.2 0.3 0.4 1; do
        sleep $pause || sleep 1 # some take whole seconds only
        end_marked "$proc"/[0-9]*/environ
      done
      """;

  private static final String WITH_SETSID =
      "if command -v setsid >/dev/null; then exec setsid sh -c \"$0\" leash \"$@\"; fi;"
          + " exec sh -c \"$0\" leash \"$@\"";

  private final @Nullable Process shell;

  /** A leash on the processes that this JVM marks. */
  Leash() {
    this(Mark.OF_THIS_JVM, "/proc");
  }

  Leash(String mark, String proc) {
    shell = start(mark, proc);
  }

  private static @Nullable Process start(String mark, String proc) {
    try {
      return new ProcessBuilder("sh", "-c", WITH_SETSID, SCRIPT, mark, proc)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      return null; // no shell here
    }
  }

  /** Tells it of a child that has been started, until that has ended. */
  void tellOf(Process child) {
    tell("started " + child.pid());
    var _ = child.onExit().thenRun(() -> tell("ended " + child.pid()));
  }

  private synchronized void tell(String line) {
    if (shell != null) {
      try {
        OutputStream pipe = shell.getOutputStream();
        pipe.write((line + "\n").getBytes(US_ASCII));
        pipe.flush();
      } catch (IOException e) {
        // The leash was killed: there is none any more.
      }
    }
  }

  /** Ends it without ending anything else. */
  @Override
  public void close() {
    if (shell != null) {
      shell.toHandle().destroyForcibly();
    }
  }
}
