package hexline.async;

import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * An operation of a channel as a stage: the bridge from callbacks to futures. The JDK's threads
 * do not catch what a callback throws, so the callbacks here do, and end the connection.
 *
 * @param <T> what the operation gives
 */
final class Stage<T> extends CompletableFuture<T> implements CompletionHandler<T, Object> {

  private final AsyncConnection connection;

  private Stage(AsyncConnection connection) {
    this.connection = connection;
  }

  /** Starts an operation; the stage completes with it, perhaps before this returns. */
  static <T> CompletableFuture<T> of(AsyncConnection connection, Consumer<Stage<T>> operation) {
    var stage = new Stage<T>(connection);
    operation.accept(stage);
    return stage;
  }

  /** Runs a step that no stage follows. */
  static void run(AsyncConnection connection, Runnable step) {
    try {
      step.run();
    } catch (Throwable e) {
      connection.fail(e);
    }
  }

  @Override
  public void completed(T result, Object unused) {
    try {
      complete(result);
    } catch (Throwable e) { // no memory for the next stage, nor for its failure
      connection.abort();
    }
  }

  @Override
  public void failed(Throwable failure, Object unused) {
    try {
      completeExceptionally(failure);
    } catch (Throwable e) {
      connection.abort();
    }
  }
}
