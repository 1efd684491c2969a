package hexline.torture.soak;

import hexline.cli.Printable;
import hexline.conformance.chaos.Toxic;
import hexline.conformance.client.Client;
import hexline.conformance.client.Exchange;
import hexline.conformance.client.KitFailure;
import hexline.conformance.client.Violation;
import hexline.conformance.fuzz.ProxiedSession;
import hexline.conformance.process.Launch;
import hexline.conformance.process.ServerProcess;
import hexline.conformance.process.Target;
import hexline.torture.server.LiveHeap;
import hexline.torture.server.Percentiles;
import hexline.torture.server.Subject;
import hexline.torture.server.Vitals;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Mixed chaos: clients with all {@link Habit}s talk to one server at the same time, for minutes,
 * some of them through a proxy with faults, and every answer is checked. A further client looks ten
 * times a second how long a fresh client waits.
 */
public final class Soak {

  private static final int CLIENTS = 24;
  private static final int MOST_SAMPLES = 600;
  private static final Duration LEAST_PERIOD = Duration.ofSeconds(1);
  private static final Duration PULSE = Duration.ofMillis(100);
  private static final int PROXIED = 4; // every fourth conversation goes through the proxy
  private static final Duration MOST_DELAY = Duration.ofMillis(100); // of a FIN, by the proxy
  private static final int MOST_PAUSE = 50; // ms between two conversations of a client
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** On a busy machine a client of the kit may not read for longer than the default of 10 s. */
  private static final Launch LAUNCH = Launch.OWN.preferably("--write-timeout", "60s");

  private static final Duration SETTLE = Duration.ofSeconds(10);
  private static final int MOST_FINDINGS = 20;
  private static final String PROXY = "PROXY"; // among the habits

  /** Memory that a JVM may take on its own account: compiled code, arenas of the allocator. */
  private static final long SPARE_MEMORY = 32 << 20;

  private static final int SPARE_THREADS = 20;
  private static final int SPARE_DESCRIPTORS = 5;

  private final ServerProcess server;
  private final InetSocketAddress address;
  private final long seed;
  private final Map<Habit, LongAdder> conversations = new EnumMap<>(Habit.class);
  private final LongAdder proxied = new LongAdder(); // conversations through the proxy
  private final Map<Toxic.Kind, LongAdder> faults = new EnumMap<>(Toxic.Kind.class);
  private final LongAdder answers = new LongAdder();
  private final AtomicLong wrong = new AtomicLong();
  private final Queue<String> findings = new ConcurrentLinkedQueue<>();
  private final Queue<Double> waits = new ConcurrentLinkedQueue<>(); // of fresh clients, in ms
  private final List<SoakResult.Sample> samples = new ArrayList<>();
  private volatile boolean stopped;

  private Soak(ServerProcess server, long seed) {
    this.server = server;
    this.address = server.address();
    this.seed = seed;
    for (Habit habit : Habit.values()) {
      conversations.put(habit, new LongAdder());
    }
    for (Toxic.Kind kind : Toxic.Kind.values()) {
      faults.put(kind, new LongAdder());
    }
  }

  /** How long it is from one sample to the next. */
  public static Duration period(Duration time) {
    Duration period = time.dividedBy(MOST_SAMPLES);
    return period.compareTo(LEAST_PERIOD) < 0 ? LEAST_PERIOD : period;
  }

  /**
   * Runs a soak.
   *
   * @param subject a server that can be started
   * @param time that the clients talk
   * @param sampled is called after each sample
   * @throws IOException if the server does not start
   */
  public static SoakResult run(Subject subject, Duration time, long seed, Runnable sampled)
      throws IOException, InterruptedException {
    if (!(subject.start() instanceof Subject.Command command)) {
      throw new IllegalArgumentException("not started by the torture: " + subject.label());
    }
    int clients = subject.servesOneAtATime() ? 1 : CLIENTS;
    Target.Command steady = command.steady();
    Launch launch = LAUNCH.on(steady.takesOptions());
    try (ServerProcess server = ServerProcess.start(steady, launch, Map.of(), PATIENCE)) {
      var soak = new Soak(server, seed);
      return soak.run(clients, time, command.isJvm(), sampled);
    }
  }

  private SoakResult run(int clients, Duration time, boolean isJvm, Runnable sampled)
      throws InterruptedException {
    long begin = System.nanoTime();
    try {
      beat(); // what a server loads with its first client is not counted
      OptionalLong heap = isJvm ? LiveHeap.bytes(server.pid()) : OptionalLong.empty();
      Vitals before = vitals();
      begin = System.nanoTime();
      talk(clients, begin, time, sampled);
      double seconds = seconds(begin);
      return result(seconds, left(before, settled(before), heap, isJvm), List.of());
    } catch (IOException | Violation e) { // it has ended, or its process cannot be looked at
      var nothing = new SoakResult.Left(0, 0, null);
      return result(seconds(begin), nothing, List.of(Printable.of("" + e.getMessage())));
    }
  }

  private void talk(int clients, long begin, Duration time, Runnable sampled)
      throws IOException, InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < clients; i++) {
        var random = new Random(seed * 1_000_003 + i);
        threads.execute(() -> converse(random));
      }
      threads.execute(this::pulse);
      try {
        sample(begin, time, sampled);
      } finally {
        stopped = true;
      }
    }
  }

  private SoakResult.Left left(Vitals before, Vitals after, OptionalLong heap, boolean isJvm)
      throws IOException, InterruptedException {
    OptionalLong now = isJvm ? LiveHeap.bytes(server.pid()) : OptionalLong.empty();
    return new SoakResult.Left(
        after.descriptors() - before.descriptors(),
        after.threads() - before.threads(),
        heap.isPresent() && now.isPresent() ? now.getAsLong() - heap.getAsLong() : null);
  }

  private Vitals vitals() throws IOException {
    return Vitals.of(server.pid())
        .orElseThrow(() ->
            new IOException(
                server.isAlive() ? "this system has no /proc" : "the server " + server.ending()));
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  /* ---- clients ---- */

  private void converse(Random random) {
    while (!stopped) {
      try {
        if (random.nextInt(PROXIED) == 0) {
          converseThroughProxy(random.nextInt(Integer.MAX_VALUE));
        } else {
          converse(Habit.any(random), random);
        }
      } catch (KitFailure | IOException e) {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1)); // until ports are free again
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(MOST_PAUSE)));
    }
  }

  private void converse(Habit habit, Random random) {
    try (Client client = Client.connect(address, PATIENCE)) {
      answers.add(habit.converse(client, random));
    } catch (Violation e) {
      found(habit.name(), String.valueOf(e.getMessage()));
    }
    add(conversations, habit);
  }

  private void converseThroughProxy(long drawnFrom) throws IOException, InterruptedException {
    var session = ProxiedSession.draw(drawnFrom, MOST_DELAY);
    try {
      ProxiedSession.Outcome outcome =
          session.play(address, PATIENCE, proxy -> new Exchange(Client.connect(proxy, PATIENCE)));
      outcome.faults().forEach(fault -> add(faults, fault.kind()));
      answers.add(outcome.answers());
    } catch (Violation e) {
      found(PROXY, "%s (seed %d; %s)".formatted(e.getMessage(), drawnFrom, session));
    }
    proxied.increment();
  }

  private static <K> void add(Map<K, LongAdder> counts, K what) {
    LongAdder count = counts.get(what);
    if (count != null) {
      count.increment();
    }
  }

  private void found(String habit, String message) {
    if (wrong.incrementAndGet() <= MOST_FINDINGS) {
      findings.add(Printable.of(habit + ": " + message));
    }
  }

  private void pulse() {
    while (!stopped) {
      long start = System.nanoTime();
      try {
        beat();
        waits.add((System.nanoTime() - start) / 1e6);
      } catch (Violation e) {
        found("a fresh client", String.valueOf(e.getMessage()));
      } catch (KitFailure e) {
        // No port: others leave some.
      }
      LockSupport.parkNanos(PULSE.toNanos());
    }
  }

  private void beat() {
    try (Client client = Client.connect(address, PATIENCE)) {
      client.ask("255", "0xff").reset();
    }
  }

  /* ---- samples ---- */

  private void sample(long begin, Duration time, Runnable sampled)
      throws IOException, InterruptedException {
    Duration period = period(time);
    for (long next = period.toNanos(); next <= time.toNanos(); next += period.toNanos()) {
      TimeUnit.NANOSECONDS.sleep(begin + next - System.nanoTime());
      samples.add(sample(begin));
      sampled.run();
    }
  }

  private SoakResult.Sample sample(long begin) throws IOException {
    var some = new ArrayList<Double>();
    for (Double wait = waits.poll(); wait != null; wait = waits.poll()) {
      some.add(wait);
    }
    Vitals now = vitals();
    return new SoakResult.Sample(
        seconds(begin),
        now.residentBytes(),
        now.descriptors(),
        now.threads(),
        some.isEmpty() ? null : Percentiles.of(some, 0.5),
        some.isEmpty() ? null : Percentiles.of(some, 0.99),
        proxied.sum() + conversations.values().stream().mapToLong(LongAdder::sum).sum());
  }

  private Vitals settled(Vitals before) throws IOException {
    long start = System.nanoTime();
    Vitals now = vitals();
    while (System.nanoTime() - start < SETTLE.toNanos()
        && (now.descriptors() > before.descriptors() || now.threads() > before.threads())) {
      LockSupport.parkNanos(PULSE.toNanos());
      now = vitals();
    }
    return now;
  }

  /* ---- result ---- */

  private SoakResult result(double seconds, SoakResult.Left left, List<String> ended) {
    long growth = growth(samples);
    Map<String, Long> counts = counts(conversations);
    counts.put(PROXY, proxied.sum());
    var problems = new ArrayList<>(ended);
    problems.addAll(problems(wrong.get(), growth, left));
    return new SoakResult(
        seconds,
        seed,
        counts,
        counts(faults),
        answers.sum(),
        wrong.get(),
        List.copyOf(findings),
        growth,
        left,
        samples,
        problems);
  }

  private static <K extends Enum<K>> Map<String, Long> counts(Map<K, LongAdder> counts) {
    var sums = new LinkedHashMap<String, Long>();
    counts.forEach((what, count) -> sums.put(what.name(), count.sum()));
    return sums;
  }

  /** The median of the last quarter less that of the second. */
  static long growth(List<SoakResult.Sample> samples) {
    int quarter = samples.size() / 4;
    if (quarter == 0) {
      return 0;
    }
    return median(samples.subList(samples.size() - quarter, samples.size()))
        - median(samples.subList(quarter, 2 * quarter));
  }

  private static long median(List<SoakResult.Sample> samples) {
    List<Double> sizes = samples.stream().map(each -> (double) each.residentBytes()).toList();
    return Math.round(Percentiles.of(sizes, 0.5));
  }

  /** Why a server has not stood a soak. */
  static List<String> problems(long wrong, long growth, SoakResult.Left left) {
    var problems = new ArrayList<String>();
    if (wrong > 0) {
      problems.add(wrong + " conversations with a wrong or a missing answer");
    }
    if (growth > SPARE_MEMORY) {
      problems.add("memory has grown by " + (growth >> 20) + " MB");
    }
    if (left.descriptors() > SPARE_DESCRIPTORS) {
      problems.add(left.descriptors() + " descriptors are left");
    }
    if (left.threads() > SPARE_THREADS) {
      problems.add(left.threads() + " threads are left");
    }
    return problems;
  }
}
