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
 * <p><b>Java:</b> between threads the same, a queue with a limit, whose {@code put} waits. Where the
 * consumer may not wait, it is called, and says how many items it can take: {@code Flow}. The JDK's
 * {@link SubmissionPublisher} makes the producer wait until it has asked for more.
 *
 * <p><b>Use it</b> wherever one side can be faster than the other, which is everywhere.
 *
 * <p><b>What goes wrong:</b> a queue without a limit, such as {@code new LinkedBlockingQueue()}, or
 * the one inside {@code newFixedThreadPool}: a fast producer fills the memory. A queue cannot say
 * that it has ended; that takes an item of its own. And do not write a {@code Publisher} yourself:
 * its contract is long.
 */
public final class Backpressure {

  private Backpressure() {}

  /** How many items both take from a source before they are asked for, with room for one. */
  static final int AHEAD = 2; // one in that room, one in the hand that waits for it

  // @start region=queue
  /** Puts what a source gives into a queue; waits for room there. Ends when it is interrupted. */
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

  // @end region=queue

  // @start region=publisher
  /** Publishes what a source gives, no faster than the subscriber asks; ends when it cancels. */
  public static <T> Thread publish(Iterator<T> source, Subscriber<T> subscriber) {
    var publisher = new SubmissionPublisher<T>(Thread::startVirtualThread, 1);
    publisher.subscribe(subscriber);
    return Thread.ofVirtual()
        .name("publisher")
        .start(() -> {
          try {
            while (publisher.hasSubscribers() && source.hasNext()) {
              publisher.submit(source.next()); // waits for room
            }
            publisher.close();
          } catch (Throwable e) {
            publisher.closeExceptionally(e);
          }
        });
  }

  // @end region=publisher

  /** Lets what comes be waited for. */
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
    System.out.println("a source of as many numbers as are wanted, in a queue with room for one:");
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

  /** Waits until as many are made as may be, and then for the one too many that must not be. */
  private static void show(int came, AtomicInteger made) throws InterruptedException {
    while (made.get() < came + AHEAD) {
      Thread.sleep(1);
    }
    Thread.sleep(100);
    System.out.printf("  %3d wanted and taken, %3d made%n", came, made.get());
  }
}
