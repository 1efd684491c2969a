package hexline.theatre.agent;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * The thread of the operating system that runs the code: the number that strace and {@code
 * /proc/PID/task} show. For a virtual thread it is the carrier, which no event of the JDK tells. Known
 * on Linux, by gettid; elsewhere the id of the Java thread stands for it.
 */
final class KernelThread {

  private static final @Nullable MethodHandle GETTID = find();

  private KernelThread() {}

  /** The id of the thread that runs this. */
  static long id() {
    MethodHandle gettid = GETTID;
    if (gettid == null) {
      return Thread.currentThread().threadId();
    }
    try {
      return (int) gettid.invokeExact();
    } catch (Throwable e) { // it takes nothing and cannot fail
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("restricted") // gettid takes nothing, and gives a number
  private static @Nullable MethodHandle find() {
    try {
      Linker linker = Linker.nativeLinker();
      return linker
          .defaultLookup()
          .find("gettid")
          .map(symbol ->
              linker.downcallHandle(
                  symbol,
                  FunctionDescriptor.of(ValueLayout.JAVA_INT),
                  Linker.Option.critical(false))) // as cheap as a call can be: it never waits
          .orElse(null);
    } catch (RuntimeException | LinkageError e) {
      return null; // no linker, or native access is denied
    }
  }
}
