package hexline.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.ScopedValue.CallableOp;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.AssertionFailedError;

@Timeout(30)
class ScopedContextTest {

  /** The shape of the recipe. */
  private interface Context {
    <T> T callAs(String user, CallableOp<T, Exception> call) throws Exception;

    String user();
  }

  private static final class Scoped implements Context {
    @Override
    public <T> T callAs(String user, CallableOp<T, Exception> call) throws Exception {
      return ScopedContext.callAs(user, call);
    }

    @Override
    public String user() {
      return ScopedContext.user();
    }
  }

  @Test
  void theContextEndsWithTheCall() throws Exception {
    theContextEndsWithTheCall(new Scoped());
    assertThrows(
        AssertionFailedError.class, () -> theContextEndsWithTheCall(new Broken.NotRemoved()));
  }

  private static void theContextEndsWithTheCall(Context context) throws Exception {
    try (var pool = Executors.newSingleThreadExecutor()) {
      Callable<String> fails =
          () ->
              context.callAs(
                  "ann",
                  () -> {
                    throw new IllegalStateException("served " + context.user());
                  });
      var failed = assertThrows(ExecutionException.class, () -> pool.submit(fails).get());
      assertEquals(
          "java.lang.IllegalStateException: served ann", String.valueOf(failed.getCause()));
      assertEquals(
          "nobody", pool.submit(context::user).get(), "the next request on the same thread");
    }
  }

  @Test
  void aCalleeCannotChangeItsCallersContext() throws Exception {
    aCalleeCannotChangeItsCallersContext(new Scoped());
    assertThrows(
        AssertionFailedError.class,
        () -> aCalleeCannotChangeItsCallersContext(new Broken.Removed()));
  }

  private static void aCalleeCannotChangeItsCallersContext(Context context) throws Exception {
    String users =
        context.callAs(
            "ann", () -> context.user() + context.callAs("bob", context::user) + context.user());
    assertEquals("annbobann", users);
  }

  @Test
  void threadsDoNotSeeEachOther() throws Exception {
    threadsDoNotSeeEachOther(new Scoped());
    assertThrows(AssertionFailedError.class, () -> threadsDoNotSeeEachOther(new Broken.Global()));
  }

  private static void threadsDoNotSeeEachOther(Context context) throws Exception {
    int threads = 1_000;
    var bound = new CountDownLatch(threads);
    var seen = new ArrayList<Future<String>>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < threads; i++) {
        String user = "user " + i;
        seen.add(executor.submit(() -> context.callAs(user, () -> userAfter(bound, context))));
      }
    }
    for (int i = 0; i < threads; i++) {
      assertEquals("user " + i, seen.get(i).get());
    }
  }

  private static String userAfter(CountDownLatch bound, Context context)
      throws InterruptedException {
    bound.countDown();
    bound.await();
    return context.user();
  }

  /** The shape of {@link ScopedContext#carry}. */
  private interface Carry {
    Callable<String> carry(Callable<String> call);
  }

  @Test
  void aTaskOnAnotherThreadTakesTheContextAlong() throws Exception {
    aTaskOnAnotherThreadTakesTheContextAlong(ScopedContext::carry);
    assertThrows(
        AssertionFailedError.class, () -> aTaskOnAnotherThreadTakesTheContextAlong(call -> call));
    assertEquals("nobody", ScopedContext.carry(ScopedContext::user).call());
  }

  private static void aTaskOnAnotherThreadTakesTheContextAlong(Carry carry) throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var task =
          ScopedContext.callAs("ann", () -> executor.submit(carry.carry(ScopedContext::user)));
      assertEquals("ann", task.get());
    }
  }

  private static final class Broken {

    /** A thread local that is set, as in many a servlet filter. */
    private static class NotRemoved implements Context {
      final ThreadLocal<String> local = ThreadLocal.withInitial(() -> "nobody");

      @Override
      public <T> T callAs(String user, CallableOp<T, Exception> call) throws Exception {
        local.set(user);
        return call.call();
      }

      @Override
      public String user() {
        return local.get();
      }
    }

    /** A ThreadLocal that is removed instead of set back to its previous value. */
    private static final class Removed extends NotRemoved {
      @Override
      public <T> T callAs(String user, CallableOp<T, Exception> call) throws Exception {
        try {
          return super.callAs(user, call);
        } finally {
          local.remove();
        }
      }
    }

    /** A static variable, which was enough for one thread. */
    private static final class Global implements Context {
      private final AtomicReference<String> current = new AtomicReference<>("nobody");

      @Override
      public <T> T callAs(String user, CallableOp<T, Exception> call) throws Exception {
        current.set(user);
        return call.call();
      }

      @Override
      public String user() {
        return current.get();
      }
    }
  }
}
