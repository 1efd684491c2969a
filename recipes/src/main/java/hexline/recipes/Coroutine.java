package hexline.recipes;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
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
 * <p><b>What goes wrong:</b> a queue with room for a value in place of the hand-over: the body then
 * runs ahead of its caller. A body that is not driven to its end waits in {@code give}, and its
 * thread stays, until {@link #close} interrupts it.
 *
 * @param <I> what is sent in
 * @param <O> what is given
 */
public final class Coroutine<I, O> implements AutoCloseable {

  /** The code of the coroutine; it runs one turn for each {@link #send}. */
  @FunctionalInterface
  public interface Body<I, O> {
    void run(Caller<I, O> caller) throws Exception;
  }

  /** The caller as the body sees it. */
  @FunctionalInterface
  public interface Caller<I, O> {
    /** Hands over a value, waits for the next turn, and returns what was sent with it. */
    @Nullable I give(O value) throws InterruptedException;
  }

  private final SynchronousQueue<Optional<I>> sent = new SynchronousQueue<>();
  private final SynchronousQueue<Optional<O>> given = new SynchronousQueue<>(); // empty: the end
  private final Thread thread;
  private boolean begun;
  private boolean ended;
  private volatile boolean closed;
  private @Nullable Throwable failure; // of the body; handed over with its end

  /** A coroutine that has not begun: calling an {@code async def} does not run it either. */
  public Coroutine(Body<I, O> body) {
    thread = Thread.ofVirtual().name("coroutine").unstarted(() -> run(body));
  }

  /**
   * Runs the body to its next {@code give}, and returns what it gives; empty if the body has ended.
   * The {@code give} in which the body waits returns the value. The value of the first send is
   * dropped: no {@code give} waits for it. For one caller at a time.
   *
   * @throws ExecutionException if the body threw
   * @throws IllegalStateException if the body has ended before
   */
  public Optional<O> send(@Nullable I value) throws InterruptedException, ExecutionException {
    if (ended) {
      throw new IllegalStateException("the coroutine has ended");
    }
    if (begun) {
      sent.put(Optional.ofNullable(value));
    } else {
      begun = true;
      thread.start();
    }
    ended = true; // if take() is interrupted, what comes later has no receiver
    Optional<O> item = given.take();
    ended = item.isEmpty();
    if (ended && failure != null) {
      throw new ExecutionException(failure);
    }
    return item;
  }

  private @Nullable I give(O value) throws InterruptedException {
    if (closed) {
      throw new IllegalStateException("the coroutine is closed");
    }
    given.put(Optional.of(value));
    return sent.take().orElse(null);
  }

  private void run(Body<I, O> body) {
    try {
      body.run(this::give);
    } catch (Throwable e) {
      failure = e;
    }
    try {
      if (!closed) {
        given.put(Optional.empty());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed: no send waits for the end
    }
  }

  /** Interrupts a body that waits in give; returns when the body has ended, or on an interrupt. */
  @Override
  public void close() {
    closed = true;
    ended = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
