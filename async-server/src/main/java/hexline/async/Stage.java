package hexline.async;

import hexline.server.guard.Connection;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * An asynchronous operation of a channel as a stage: the bridge from callbacks to futures.
 *
 * @param <T> what the operation gives
 */
final class Stage<T> extends CompletableFuture<T> implements CompletionHandler<T, Object> {

  private final Connection connection;

  private Stage(Connection connection) {
    this.connection = connection;
  }

  /** Starts an operation; the stage completes with it, perhaps before this returns. */
  static <T> CompletableFuture<T> of(Connection connection, Consumer<Stage<T>> operation) {
    var stage = new Stage<T>(connection);
    operation.accept(stage);
    return stage;
  }

  @Override
  public void completed(T result, Object unused) {
    try {
      complete(result);
    } catch (Throwable e) { // no memory for the next stage, nor for its failure: the chain is cut
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
