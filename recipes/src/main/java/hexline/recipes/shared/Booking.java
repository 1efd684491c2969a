package hexline.recipes.shared;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Calls that take 400 ms each and say how they ended, for the recipes about timeouts. */
public final class Booking {

  private Booking() {}

  /** A call of 400 ms that prints how it ended. */
  public static String call(String name) throws InterruptedException {
    try {
      Thread.sleep(400);
      System.out.println("    " + name + " was made");
      return name;
    } catch (InterruptedException e) {
      System.out.println("    " + name + " was interrupted, and cleans up");
      throw e;
    }
  }

  /** Runs a program that makes calls; prints what its caller gets, and after which time. */
  public static void show(String how, Callable<String> program) throws Exception {
    System.out.println("  " + how + ":");
    long start = System.nanoTime();
    String outcome;
    try {
      program.call();
      outcome = "a result";
    } catch (TimeoutException | ExecutionException e) {
      outcome = "a timeout";
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    System.out.println("    the caller has " + outcome + " after " + millis + " ms");
  }
}
