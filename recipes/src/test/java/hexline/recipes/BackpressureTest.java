package hexline.recipes;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.AssertionFailedError;

@Timeout(60)
class BackpressureTest {

  /** How long to watch a producer that must wait, and a broken one, which does not. */
  private static final int A_MOMENT = 200;

  private static final int PATIENT = 20_000;

  @Test
  void theQueueMakesTheProducerWait() throws Exception {
    theQueueMakesTheProducerWait(new ArrayBlockingQueue<>(1), A_MOMENT);
    assertThrows(
        AssertionFailedError.class,
        () -> theQueueMakesTheProducerWait(new LinkedBlockingQueue<>(), PATIENT));
  }

  private static void theQueueMakesTheProducerWait(BlockingQueue<Integer> queue, int watchMillis)
      throws Exception {
    var source = new Source();
    var feeder = Backpressure.feed(source, queue);
    assertFalse(
        source.tooFar.await(watchMillis, MILLISECONDS),
        "items taken from the source ahead of demand");
    for (int i = 1; i <= Source.ITEMS; i++) {
      source.wanted.incrementAndGet();
      assertEquals(i, queue.poll(20, SECONDS), "every item that is wanted must come, in order");
    }
    assertEquals(1, source.tooFar.getCount(), "items taken from the source ahead of demand");
    assertTrue(feeder.join(Duration.ofSeconds(20)));
  }

  @Test
  void anInterruptEndsTheProducer() throws Exception {
    var feeder = Backpressure.feed(new Source(), new ArrayBlockingQueue<>(1));
    feeder.interrupt();
    assertTrue(feeder.join(Duration.ofSeconds(20)), "the producer must not wait for ever");
  }

  private interface Publisher {
    Thread publish(Iterator<Integer> source, Subscriber<Integer> subscriber);
  }

  @Test
  void thePublisherWaitsForDemand() throws Exception {
    thePublisherWaitsForDemand(Backpressure::publish, A_MOMENT);
    assertThrows(
        AssertionFailedError.class, () -> thePublisherWaitsForDemand(Broken::push, PATIENT));
    assertThrows(
        AssertionFailedError.class, () -> thePublisherWaitsForDemand(Broken::buffer, PATIENT));
  }

  private static void thePublisherWaitsForDemand(Publisher publisher, int watchMillis)
      throws Exception {
    var source = new Source();
    var subscriber = new Counting(source);
    var producer = publisher.publish(source, subscriber);
    assertTrue(subscriber.subscribed.await(20, SECONDS));
    assertFalse(
        source.tooFar.await(watchMillis, MILLISECONDS),
        "items taken from the source ahead of demand");
    for (int i = 0; i < Source.ITEMS; i++) {
      subscriber.request(1);
    }
    assertTrue(subscriber.complete.await(20, SECONDS), "every item that is wanted must come");
    assertEquals(Source.ITEMS, subscriber.got.get());
    assertEquals(1, source.tooFar.getCount(), "items taken from the source ahead of demand");
    assertTrue(producer.join(Duration.ofSeconds(20)));
  }

  @Test
  void cancellingEndsTheProducer() throws Exception {
    var source = new Source();
    var subscriber = new Counting(source);
    var producer = Backpressure.publish(source, subscriber);
    assertTrue(subscriber.subscribed.await(20, SECONDS));
    subscriber.cancel();
    assertTrue(producer.join(Duration.ofSeconds(20)), "the producer must not wait for ever");
  }

  /** Notices when more of its items are taken than may be. */
  private static final class Source implements Iterator<Integer> {
    static final int ITEMS = 100;

    final AtomicInteger wanted = new AtomicInteger();
    final CountDownLatch tooFar = new CountDownLatch(1);
    private int taken;

    @Override
    public boolean hasNext() {
      return taken < ITEMS;
    }

    @Override
    public Integer next() {
      if (++taken > wanted.get() + Backpressure.AHEAD) {
        tooFar.countDown();
      }
      return taken;
    }
  }

  /** A subscriber that wants nothing until it is told to. */
  private static final class Counting implements Subscriber<Integer> {
    final Source source;
    final CountDownLatch subscribed = new CountDownLatch(1);
    final CountDownLatch complete = new CountDownLatch(1);
    final AtomicInteger got = new AtomicInteger();
    private volatile @Nullable Subscription subscription;

    Counting(Source source) {
      this.source = source;
    }

    void request(int items) {
      source.wanted.addAndGet(items);
      var granted = subscription;
      if (granted != null) {
        granted.request(items);
      }
    }

    void cancel() {
      var granted = subscription;
      if (granted != null) {
        granted.cancel();
      }
    }

    @Override
    public void onSubscribe(Subscription granted) {
      subscription = granted;
      subscribed.countDown();
    }

    @Override
    public void onNext(Integer item) {
      got.incrementAndGet();
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {
      complete.countDown();
    }
  }

  /** The usual first attempt. */
  private static final class Broken {

    /** Ignores requests. */
    static Thread push(Iterator<Integer> source, Subscriber<Integer> subscriber) {
      return Thread.startVirtualThread(() -> {
        subscriber.onSubscribe(
            new Subscription() {
              @Override
              public void request(long items) {}

              @Override
              public void cancel() {}
            });
        source.forEachRemaining(subscriber::onNext);
        subscriber.onComplete();
      });
    }

    /** Lets the memory wait instead of the producer. */
    static Thread buffer(Iterator<Integer> source, Subscriber<Integer> subscriber) {
      var publisher = new SubmissionPublisher<Integer>(Thread::startVirtualThread, 1 << 20);
      publisher.subscribe(subscriber);
      return Thread.startVirtualThread(() -> {
        source.forEachRemaining(publisher::submit);
        publisher.close();
      });
    }
  }
}
