package hexline.claims.virtual;

import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.trial.Child;
import hexline.claims.trial.OneCarrier;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Lets virtual threads wait inside a static initialiser and below a native method. */
public final class PinningOver {

  private static final Figure CLASS =
      Figure.yesNo("class", "another thread runs while one waits inside a static initialiser");
  private static final Figure NATIVE =
      Figure.yesNo("native", "another thread runs while one waits in a callback of native code");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "pinning-over",
          Said.ofVirtualThreads("summaries of JEP 491"),
          "Since JDK 24 no virtual thread holds its carrier while it waits.",
          new Prediction(
              ClaimVerdict.FAILS,
              "A native frame on the stack cannot be moved from the carrier to the heap."),
          Rule.of(CLASS.always().and(NATIVE.always()), CLASS.never().or(NATIVE.never())),
          List.of(),
          "In a JVM with one carrier, a second virtual thread ran while the first one waited inside"
              + " a static initialiser in {class} trials, and in a callback from native code in"
              + " {native}.",
          """
          A virtual thread leaves its carrier by moving its frames to the heap. Frames of native
          code cannot be moved: their addresses are known to C. The JVM runs a static initialiser
          below such a frame. So do not wait in static initialisers, and not in callbacks of native
          code.
          """,
          Duration.ofSeconds(15),
          PinningOver::run);

  private static final int TRIALS = 3;

  private PinningOver() {}

  private static void run(Evidence evidence) throws IOException {
    for (int i = 0; i < TRIALS; i++) { // a class is initialised once in a JVM
      Child.Report report = Child.java(Inside.class, OneCarrier.FLAGS);
      evidence.addAll(CLASS, report.values("class"));
      evidence.addAll(NATIVE, report.values("native"));
    }
  }

  /** The program of the JVM with one carrier. */
  static final class Inside {
    private static final CountDownLatch RELEASE = new CountDownLatch(1);
    private static final CountDownLatch NATIVE_ENTERED = new CountDownLatch(1);
    private static final CountDownLatch NATIVE_RELEASE = new CountDownLatch(1);
    private static volatile CountDownLatch classEntered = new CountDownLatch(1);

    /** Its initialiser waits. */
    private static final class Slow {
      static final int VALUE = waitForRelease();

      private static int waitForRelease() {
        classEntered.countDown();
        awaitQuietly(RELEASE);
        return 1;
      }
    }

    public static void main(String[] args) throws Exception {
      Child.print(
          "class",
          OneCarrier.secondRuns(
              entered -> {
                classEntered = entered;
                if (Slow.VALUE != 1) {
                  throw new IllegalStateException("not initialised");
                }
              },
              RELEASE::countDown));
      Child.print("native", inCallback());
    }

    @SuppressWarnings("restricted") // it calls native code on purpose
    private static boolean inCallback() throws Exception {
      Linker linker = Linker.nativeLinker();
      MethodHandle sort =
          linker.downcallHandle(
              linker.defaultLookup().find("qsort").orElseThrow(),
              FunctionDescriptor.ofVoid(
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.ADDRESS));
      MethodHandle compare =
          MethodHandles.lookup()
              .findStatic(
                  Inside.class,
                  "compare",
                  MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class));
      try (Arena arena = Arena.ofShared()) {
        MemorySegment callback =
            linker.upcallStub(
                compare,
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS),
                arena);
        MemorySegment two = arena.allocate(ValueLayout.JAVA_INT, 2);
        return OneCarrier.secondRuns(
            entered -> {
              Thread.ofPlatform()
                  .daemon()
                  .start(() -> {
                    awaitQuietly(NATIVE_ENTERED);
                    entered.countDown();
                  });
              try {
                sort.invokeExact(two, 2L, 4L, callback);
              } catch (Throwable e) {
                throw new IllegalStateException(e);
              }
            },
            NATIVE_RELEASE::countDown);
      }
    }

    @SuppressWarnings("unused") // qsort calls it
    private static int compare(MemorySegment one, MemorySegment other) {
      NATIVE_ENTERED.countDown();
      awaitQuietly(NATIVE_RELEASE);
      return 0;
    }

    private static void awaitQuietly(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
