package hexline.recipes;

import java.util.Iterator;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * <b>asyncio:</b> {@code await queue.put(item)} on an {@code asyncio.Queue(maxsize=1)}: a producer
 * that waits for its consumer.
 *
 * <p><b>Java:</b> between threads a queue with a limit, whose {@code put} blocks while the queue is
 * full. A consumer that must not block is a {@code Flow.Subscriber}: it is called with items, and
 * requests as many as it can take. The JDK's {@link SubmissionPublisher} makes the producer wait
 * for such a request.
 *
 * <p><b>Use it</b> between every producer and consumer: one of them is the faster one.
 *
 * <p><b>What goes wrong:</b> a queue without a limit, such as {@code new LinkedBlockingQueue()}, or
 * the one inside {@code newFixedThreadPool}: a fast producer fills the memory. A queue has no end;
 * the producer has to put a special item that means it. And do not implement {@code Publisher}: its
 * contract has dozens of rules.
 */
public final class Backpressure {

  private Backpressure() {}

  /** How many items are taken from the source before the consumer asks for them. */
  static final int AHEAD = 2; // one in the queue, and one that the producer waits to put

  // @start region=feed
  /** Puts the items of a source into a queue; waits while it is full. Ends on an interrupt. */
  public static <T> Thread feed(Iterator<T> source, BlockingQueue<T> queue) {
    return Thread.startVirtualThread(() -> {
      try {
        while (source.hasNext()) {
          queue.put(source.next());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  // @end region=feed

  /** Publishes the items of a source as the subscriber requests them; ends when it cancels. */
  public static <T> Thread publish(Iterator<T> source, Subscriber<T> subscriber) {
    var publisher = new SubmissionPublisher<T>(Thread::startVirtualThread, 1);
    publisher.subscribe(subscriber);
    return Thread.ofVirtual()
        .name("publisher")
        .start(() -> {
          try {
            while (publisher.hasSubscribers() && source.hasNext()) {
              publisher.submit(source.next()); // waits until the subscriber has requested more
            }
            publisher.close();
          } catch (Throwable e) {
            publisher.closeExceptionally(e);
          }
        });
  }

  /** A subscriber that counts items, so that a thread can wait for them. */
  private static final class Counter implements Subscriber<Integer> {
    final CompletableFuture<Subscription> subscription = new CompletableFuture<>();
    final Semaphore came = new Semaphore(0);

    @Override
    public void onSubscribe(Subscription granted) {
      subscription.complete(granted);
    }

    @Override
    public void onNext(Integer item) {
      came.release();
    }

    @Override
    public void onError(Throwable failure) {
      System.out.println("  failed: " + failure);
    }

    @Override
    public void onComplete() {}
  }

  public static void main(String[] args) throws Exception {
    System.out.println("a source of numbers without end, and a queue with room for one:");
    var made = new AtomicInteger();
    var queue = new ArrayBlockingQueue<Integer>(1);
    var feeder = feed(Stream.generate(made::incrementAndGet).iterator(), queue);
    int came = 0;
    for (int more : new int[] {1, 9, 90}) {
      for (int i = 0; i < more; i++) {
        queue.take();
        came++;
      }
      show(came, made);
    }
    feeder.interrupt();
    feeder.join();

    System.out.println("the same from a publisher:");
    made.set(0);
    came = 0;
    var counter = new Counter();
    var publisher = publish(Stream.generate(made::incrementAndGet).iterator(), counter);
    var subscription = counter.subscription.join();
    for (int more : new int[] {1, 9, 90}) {
      subscription.request(more);
      counter.came.acquire(more);
      came += more;
      show(came, made);
    }
    subscription.cancel();
    publisher.join();
    System.out.println("  cancelled: the producer has ended");
  }

  /** Waits until all items are made that may be made, and 100 ms more for one too many. */
  private static void show(int came, AtomicInteger made) throws InterruptedException {
    while (made.get() < came + AHEAD) {
      Thread.sleep(1);
    }
    Thread.sleep(100);
    System.out.printf("  %3d taken, %3d made%n", came, made.get());
  }
}
