package hexline.recipes;

import java.lang.ScopedValue.CallableOp;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/**
 * <b>asyncio:</b> {@code contextvars}: each task has its own value, set with {@code
 * user.set("ann")} and copied by {@code create_task}.
 *
 * <p><b>Java:</b> a {@code ScopedValue} is bound for a call and all calls below it. It cannot be
 * set, only bound again for a call further down, and the binding ends with the call, also with an
 * exception. Threads that are forked in a {@code StructuredTaskScope} inherit it; {@link #carry}
 * binds it on any other thread.
 *
 * <p><b>Use it</b> for values that calls at any depth may need and that no signature should have:
 * the user, the request's id, the deadline.
 *
 * <p><b>What goes wrong:</b> a {@code ThreadLocal} that is not removed, on a thread of a pool: the
 * next request is served as the previous user. With a virtual thread for each request that cannot
 * happen, but each of these threads has a map of its own.
 */
public final class ScopedContext {

  private ScopedContext() {}

  // @start region=scoped-value
  private static final ScopedValue<String> USER = ScopedValue.newInstance();

  /** Calls in the context of a user. */
  public static <T, X extends Throwable> T callAs(String user, CallableOp<T, X> call) throws X {
    return ScopedValue.where(USER, user).call(call);
  }

  /** The user of the current call, at any depth below {@link #callAs}. */
  public static String user() {
    return USER.orElse("nobody");
  }

  // @end region=scoped-value

  /** Wraps a call so that it runs in the context of this thread, on any thread. */
  public static <T> Callable<T> carry(Callable<T> call) {
    if (!USER.isBound()) {
      return call;
    }
    var context = ScopedValue.where(USER, USER.get());
    return () -> context.call(call::call);
  }

  private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();

  public static void main(String[] args) throws Exception {
    try (var pool = Executors.newFixedThreadPool(1)) {
      System.out.println("two requests on one thread of a pool, the second without a user:");
      pool.submit(() -> LOCAL.set("ann")).get();
      System.out.println("  ThreadLocal: ann, then " + pool.submit(LOCAL::get).get());
      String first = pool.submit(() -> callAs("ann", ScopedContext::user)).get();
      System.out.println(
          "  ScopedValue: " + first + ", then " + pool.submit(ScopedContext::user).get());

      System.out.println("a task that a request starts on another thread:");
      System.out.println(
          "  as it is: " + callAs("ann", () -> pool.submit(ScopedContext::user).get()));
      System.out.println(
          "  carried:  " + callAs("ann", () -> pool.submit(carry(ScopedContext::user)).get()));
    }
  }
}
