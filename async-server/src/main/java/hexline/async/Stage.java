package hexline.async;

import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * An asynchronous operation of a channel as a stage: the bridge from callbacks to futures.
 *
 * @param <T> what the operation gives
 */
final class Stage<T> extends CompletableFuture<T> implements CompletionHandler<T, Object> {

  /** Starts an operation; the stage completes with it, perhaps before this returns. */
  static <T> CompletableFuture<T> of(Consumer<Stage<T>> operation) {
    var stage = new Stage<T>();
    operation.accept(stage);
    return stage;
  }

  @Override
  public void completed(T result, Object unused) {
    complete(result);
  }

  @Override
  public void failed(Throwable failure, Object unused) {
    completeExceptionally(failure);
  }
}
