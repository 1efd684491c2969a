package hexline.recipes.shared;

/** The other side of a lease, for the recipes about resources; it takes 200 ms for each request. */
public final class SlowServer {

  private SlowServer() {}

  /** Waits for the reply, and prints how the request ended. */
  public static String ask(String request) throws InterruptedException {
    System.out.print("  " + request + " ... ");
    try {
      Thread.sleep(200);
      System.out.println(request + " done");
      return "result of " + request;
    } catch (InterruptedException e) {
      System.out.println(request + " interrupted");
      throw e;
    }
  }
}
