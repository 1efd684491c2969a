package hexline.recipes;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * <b>asyncio:</b> a coroutine is a generator that a loop drives with {@code send}; {@code await} is
 * its {@code yield}.
 *
 * <p><b>Java:</b> a virtual thread is a coroutine, and every blocking call in it is an {@code
 * await}. This class makes the turns visible: a body on a virtual thread and its caller hand over a
 * value at each turn, so that one of the two runs while the other waits. {@link AwaitLoop} does the
 * same with continuations instead of threads.
 *
 * <p><b>Use it</b> to turn a loop inside out: a parser or a walk over a tree, for a caller that
 * takes one value at a time and may send one back.
 *
 * <p><b>What goes wrong:</b> a queue from the body to its caller, and none back: the body then runs
 * ahead of its caller. A body that is not driven to its end waits in {@code give}, and its thread
 * stays, until {@link #close} interrupts it.
 *
 * @param <I> what is sent in
 * @param <O> what is given
 */
public final class Coroutine<I, O> implements AutoCloseable {

  /** The code of the coroutine; it runs one turn for each {@link #send}. */
  public interface Body<I, O> {
    void run(Caller<I, O> caller) throws Exception;
  }

  /** The caller as the body sees it. */
  public interface Caller<I, O> {
    /** Hands over a value, waits for the next turn, and returns what was sent with it. */
    @Nullable I give(O value) throws InterruptedException;
  }

  private final BlockingQueue<Optional<I>> sent = new LinkedBlockingQueue<>();
  private final BlockingQueue<Future<Optional<O>>> given = new LinkedBlockingQueue<>();
  private final ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
  private final Future<Optional<O>> end; // the last of what is given

  /** The body waits for the first send: calling an {@code async def} does not run it either. */
  public Coroutine(Body<I, O> body) {
    end =
        new ExecutorCompletionService<>(thread, given)
            .submit(() -> {
              sent.take();
              body.run(this::give);
              return Optional.empty();
            });
  }

  /**
   * Runs the body to its next {@code give}, and returns what it gives; empty if the body has ended.
   * The {@code give} in which the body waits returns the value. The value of the first send is
   * dropped: no {@code give} waits for it. For one caller at a time; if that is interrupted, so is
   * the body.
   *
   * @throws ExecutionException if the body threw
   * @throws IllegalStateException if the body has ended before
   */
  public Optional<O> send(@Nullable I value) throws InterruptedException, ExecutionException {
    if (end.isDone()) {
      throw new IllegalStateException("the coroutine has ended");
    }
    sent.add(Optional.ofNullable(value));
    try {
      return given.take().get();
    } catch (InterruptedException e) {
      end.cancel(true); // nobody takes what the body gives next
      throw e;
    }
  }

  private @Nullable I give(O value) throws InterruptedException {
    if (end.isDone()) {
      throw new IllegalStateException("the coroutine is closed");
    }
    given.add(CompletableFuture.completedFuture(Optional.of(value)));
    return sent.take().orElse(null);
  }

  /** Interrupts a body that waits in give; returns when the body has ended. */
  @Override
  public void close() {
    end.cancel(true);
    thread.close();
  }

  // @start region=echo
  private static void echo(Caller<String, String> caller) throws InterruptedException {
    String received = caller.give("bar");
    while (received != null) {
      System.out.println("Received: " + received);
      received = caller.give("Echo: " + received);
    }
  }

  // @end region=echo

  public static void main(String[] args) throws Exception {
    try (var generator = new Coroutine<String, String>(Coroutine::echo)) {
      for (String value : new String[] {"", "baz", "foo-bar-baz"}) {
        System.out.println(generator.send(value).orElseThrow());
      }
      System.out.println(generator.send(null).orElse("None"));
    }
  }
}
