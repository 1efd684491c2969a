package hexline.theatre.page;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Recordings that nobody has recorded: they have what tests need, and say so. */
final class Sample {

  static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static final double TICK = 0.03; // milliseconds of a short step

  private Sample() {}

  static JsonNode read(Object json) {
    return MAPPER.readTree(String.valueOf(json));
  }

  /** A file without recordings. */
  static ObjectNode empty(String name, String title, String notice, String... script) {
    ObjectNode file = MAPPER.createObjectNode();
    file.put("format", "hexline-theatre/2");
    ObjectNode scene = file.putObject("scene");
    scene.put("name", name).put("title", title).put("notice", notice);
    ArrayNode lines = scene.putArray("script");
    for (String line : script) {
      lines.add(line);
    }
    file.putObject("environment")
        .put("date", "2026-11-26T12:00:00Z")
        .put("commit", "0123456")
        .put("cpu", "A processor of a test")
        .put("processors", "2 processors")
        .put("jdk", "25.0.3")
        .put("system", "Linux 6.1");
    file.putArray("recordings");
    return file;
  }

  static ArrayNode recordings(ObjectNode file) {
    return (ArrayNode) file.get("recordings");
  }

  /** The scene of the second client, as five servers may play it. */
  static ObjectNode secondClient() {
    ObjectNode file =
        empty(
            "second-client",
            "The second client",
            "When is the line of client 2 read: at once, or when client 1 has left? Which thread"
                + " waits for client 1 meanwhile, and does it wait for anybody else?",
            "Client 1 connects, sends 255, is answered and stays, silent.",
            "Client 2 connects and sends 16.",
            "Client 1 leaves at 600 ms, client 2 at 700 ms.");
    recordings(file).add(sync()).add(threaded()).add(nio()).add(async()).add(virtual());
    return file;
  }

  private static Take twoClients(String server, String caption) {
    return new Take(server, 720, caption)
        .client(1, "client 1", "sends one line, then stays silent", 20, 600.0)
        .client(2, "client 2", "sends one line", 150, 700.0);
  }

  private static ObjectNode sync() {
    return twoClients(
            "sync",
            "Client 2 has its answer 400 ms after its line was sent, 0.4 ms after client 1 has left.")
        .thread(101, "main", "platform")
        .step(101, 1, "accept", 0, 20.06, "takes client 1 out of the backlog")
        .step(101, null, "wait", 0.01, 20, "waits in poll for the next client")
        .step(101, 1, "read", 20.1, 60.05, "reads 4 bytes")
        .step(101, 1, "wait", 20.12, 60, "waits in poll for bytes of client 1")
        .step(101, 1, "convert", 60.06, 60.09, "converts one line")
        .step(101, 1, "write", 60.1, 60.14, "writes 5 bytes")
        .step(101, 1, "read", 60.2, 600.04, "reads the end of client 1")
        .step(101, 1, "wait", 60.22, 600, "waits in poll for bytes of client 1")
        .step(101, 2, "accept", 600.1, 600.16, "takes client 2 out of the backlog")
        .step(101, 2, "read", 600.2, 600.23, "reads 3 bytes")
        .step(101, 2, "convert", 600.25, 600.28, "converts one line")
        .step(101, 2, "write", 600.3, 600.35, "writes 5 bytes")
        .step(101, 2, "read", 600.4, 700.04, "reads the end of client 2")
        .step(101, 2, "wait", 600.42, 700, "waits in poll for bytes of client 2")
        .step(101, null, "wait", 700.1, 720, "waits in poll for the next client")
        .waits(1, 20, 60, "client", null, null, "it has sent nothing")
        .waits(1, 60, 60.14, "work", 101L, null, "main reads, converts and writes")
        .waits(1, 60.14, 600, "client", null, null, "it has sent nothing more")
        .waits(2, 150, 200, "client", null, null, "it has sent nothing")
        .waits(
            2,
            200,
            600.1,
            "thread",
            101L,
            1,
            "its bytes are in the kernel; main waits in read for client 1")
        .waits(2, 600.1, 600.35, "work", 101L, null, "main reads, converts and writes")
        .waits(2, 600.35, 700, "client", null, null, "it has sent nothing more")
        .request(1, 60, 60.2)
        .request(2, 200, 600.4)
        .done();
  }

  private static Take answered(Take take) {
    return take.waits(1, 20, 60, "client", null, null, "it has sent nothing")
        .waits(1, 60, 60.2, "work", null, null, "it is read, converted and answered")
        .waits(1, 60.2, 600, "client", null, null, "it has sent nothing more")
        .waits(2, 150, 200, "client", null, null, "it has sent nothing")
        .waits(2, 200, 200.2, "work", null, null, "it is read, converted and answered")
        .waits(2, 200.2, 700, "client", null, null, "it has sent nothing more")
        .request(1, 60, 60.25)
        .request(2, 200, 200.25);
  }

  private static ObjectNode threaded() {
    Take take =
        twoClients("threaded", "Client 2 has its answer 0.25 ms after its line was sent.")
            .thread(201, "acceptor", "platform")
            .thread(202, "client-3", "platform")
            .thread(203, "client-4", "platform")
            .step(201, null, "wait", 0, 20, "waits in poll for the next client")
            .step(201, 1, "accept", 20, 20.06, "takes client 1 out of the backlog")
            .step(201, 1, "handOver", 20.07, 20.12, "starts a thread for client 1")
            .step(201, null, "wait", 20.15, 150, "waits in poll for the next client")
            .step(201, 2, "accept", 150, 150.06, "takes client 2 out of the backlog")
            .step(201, 2, "handOver", 150.07, 150.12, "starts a thread for client 2")
            .step(201, null, "wait", 150.15, 720, "waits in poll for the next client")
            .step(202, 1, "wait", 20.2, 60, "waits in poll for bytes of client 1")
            .answers(202, 1, 60)
            .step(202, 1, "wait", 60.2, 600, "waits in poll for bytes of client 1")
            .step(203, 2, "wait", 150.2, 200, "waits in poll for bytes of client 2")
            .answers(203, 2, 200)
            .step(203, 2, "wait", 200.2, 700, "waits in poll for bytes of client 2");
    return answered(take).done();
  }

  private static ObjectNode nio() {
    Take take =
        twoClients("nio", "Client 2 has its answer 0.25 ms after its line was sent.")
            .thread(301, "event-loop-1", "platform")
            .step(301, null, "select", 0, 20, "waits in epoll_wait for all clients")
            .step(301, 1, "accept", 20, 20.05, "takes client 1 out of the backlog")
            .step(301, null, "select", 20.06, 60, "waits in epoll_wait for all clients")
            .answers(301, 1, 60)
            .step(301, null, "select", 60.2, 150, "waits in epoll_wait for all clients")
            .step(301, 2, "accept", 150, 150.05, "takes client 2 out of the backlog")
            .step(301, null, "select", 150.06, 200, "waits in epoll_wait for all clients")
            .answers(301, 2, 200)
            .step(301, null, "select", 200.2, 600, "waits in epoll_wait for all clients")
            .step(301, 1, "read", 600, 600.04, "reads the end of client 1")
            .step(301, null, "select", 600.05, 700, "waits in epoll_wait for all clients")
            .step(301, 2, "read", 700, 700.04, "reads the end of client 2")
            .step(301, null, "select", 700.05, 720, "waits in epoll_wait for all clients");
    return answered(take).done();
  }

  private static ObjectNode async() {
    Take take =
        twoClients("async", "Client 2 has its answer 0.25 ms after its line was sent.")
            .thread(401, "completions-1", "platform")
            .step(401, null, "select", 0, 20, "waits in epoll_wait for all clients")
            .step(401, 1, "accept", 20, 20.05, "takes client 1 out of the backlog")
            .step(401, null, "select", 20.06, 60, "waits in epoll_wait for all clients")
            .answers(401, 1, 60)
            .step(401, null, "select", 60.2, 150, "waits in epoll_wait for all clients")
            .step(401, 2, "accept", 150, 150.05, "takes client 2 out of the backlog")
            .step(401, null, "select", 150.06, 200, "waits in epoll_wait for all clients")
            .answers(401, 2, 200)
            .step(401, null, "select", 200.2, 720, "waits in epoll_wait for all clients");
    return answered(take).done();
  }

  private static ObjectNode virtual() {
    Take take =
        twoClients("virtual", "Client 2 has its answer 0.25 ms after its line was sent.")
            .thread(501, "acceptor", "platform")
            .thread(502, "ForkJoinPool-1-worker-1", "carrier")
            .thread(503, "ForkJoinPool-1-worker-2", "carrier")
            .thread(504, "Read-Poller", "poller")
            .step(501, null, "wait", 0, 20, "waits in poll for the next client")
            .step(501, 1, "accept", 20, 20.06, "takes client 1 out of the backlog")
            .step(501, null, "wait", 20.15, 150, "waits in poll for the next client")
            .step(501, 2, "accept", 150, 150.06, "takes client 2 out of the backlog")
            .step(501, null, "wait", 150.15, 720, "waits in poll for the next client")
            .virtual(1, "client-3")
            .parked(1, 20.25, 60, "in read, until client 1 sends")
            .parked(1, 60.25, 600, "in read, until client 1 sends")
            .virtual(2, "client-4")
            .parked(2, 150.25, 200, "in read, until client 2 sends")
            .parked(2, 200.25, 700, "in read, until client 2 sends")
            .step(
                502, 1, "park", 20.2, 20.25, "finds nothing to read: its virtual thread is parked")
            .step(
                502,
                2,
                "park",
                150.2,
                150.25,
                "finds nothing to read: its virtual thread is parked")
            .answers(502, 2, 200)
            .answers(503, 1, 60)
            .step(504, null, "select", 10, 720, "waits in epoll_wait for all parked threads");
    return answered(take).done();
  }

  /** One recording by strace, with every cause of a wait and every kind of step. */
  static ObjectNode causes() {
    ObjectNode file =
        empty("causes", "All causes", "Every cause of a wait.", "Five clients do what they like.");
    Take take =
        new Take("asyncio", 100, "Client 2 waits for client 1, and client 3 for both.")
            .recordedBy("strace")
            .unseen("3 events were lost")
            .thread(7, "loop", "other")
            .thread(8, "worker-1", "platform")
            .client(1, "client 1", "computes", 5, 90.0)
            .client(2, "client 2", "sends one line", 6, 90.0)
            .client(3, "client 3", "sends one line", 7, 90.0)
            .client(4, "client 4", "does not read, and has a name of its own that is long", 8, null)
            .step(7, null, "select", 0, 10, "waits in epoll_wait")
            .step(7, 1, "handOver", 10, 12, "hands client 1 over")
            .step(7, 2, "sleep", 12, 40, "sleeps for client 2")
            .step(7, 4, "write", 40, 44, "writes as much as there is room for")
            .step(7, null, "park", 44, 100, "is parked")
            .step(8, null, "park", 0, 12, "is parked")
            .step(8, 1, "burn", 12, 60, "computes for client 1")
            .step(8, 1, "convert", 12, 12, "converts nothing, in no time")
            .step(8, null, "park", 60, 100, "is parked")
            .waits(1, 5, 9, "client", null, null, "it has sent nothing")
            .waits(1, 9, 10, "thread", 7L, null, "the loop has not come to it")
            .waits(1, 10, 60, "work", 8L, null, "worker-1 computes")
            .waits(2, 9, 12, "turn", 7L, 1, "behind client 1 in the loop")
            .waits(2, 12, 40, "work", 7L, null, "the loop sleeps for it")
            .waits(
                3, 9, 40, "thread", 7L, 2, "its bytes are in the kernel; loop sleeps for client 2")
            .waits(3, 40, 44, "turn", 7L, 4, "behind client 4")
            .waits(4, 44, 100, "room", null, null, "its receive buffer is full")
            .waits(4, 60, 80, "turn", 7L, 3, "a second line of it waits at the same time")
            .request(1, 9, 60.5)
            .request(2, 9, 40.5)
            .request(4, 20, null);
    recordings(file).add(take.done());
    return file;
  }

  /** Many clients, and more steps than a screen has pixels. */
  static ObjectNode crowd(int steps) {
    ObjectNode file = empty("crowd", "A crowd", "Twelve clients.", "Ten idle and two busy.");
    Take take = new Take("nio", 600, "Two are busy.").thread(1, "event-loop-1", "platform");
    for (int i = 1; i <= 12; i++) {
      take.client(i, i <= 10 ? "idle " + i : "busy " + (i - 10), "does what it can", i, 600.0);
    }
    double each = 600.0 / steps;
    for (int i = 0; i < steps; i++) {
      int client = 11 + i % 2;
      take.step(1, client, "read", i * each, (i + 0.5) * each, "reads");
      take.waits(client, i * each, (i + 0.5) * each, "work", 1L, null, "is read");
    }
    recordings(file).add(take.done());
    return file;
  }

  /** A recording that is being made; times are in milliseconds. */
  static final class Take {
    private final ObjectNode recording = MAPPER.createObjectNode();
    private final ArrayNode threads;
    private final ArrayNode virtualThreads;
    private final ArrayNode connections;
    private final ArrayNode steps;
    private final ArrayNode waits;
    private final ArrayNode requests;
    private final ArrayNode unseen;

    Take(String server, double length, String caption) {
      recording.put("server", server).put("recorder", "agent").put("length", nanos(length));
      recording.put("caption", caption);
      recording.putArray("command").add("java").add("-jar").add(server + "-server.jar");
      threads = recording.putArray("threads");
      virtualThreads = recording.putArray("virtualThreads");
      connections = recording.putArray("connections");
      steps = recording.putArray("steps");
      waits = recording.putArray("waits");
      requests = recording.putArray("requests");
      unseen = recording.putArray("unseen");
      recording
          .putObject("probes")
          .put("withNanos", 400_400_000)
          .put("withoutNanos", 400_200_000)
          .put("text", "With probes the last answer came 0.2 ms later.");
    }

    private static long nanos(double millis) {
      return Math.round(millis * 1e6);
    }

    Take recordedBy(String recorder) {
      recording.put("recorder", recorder);
      return this;
    }

    Take unseen(String what) {
      unseen.add(what);
      return this;
    }

    Take thread(long id, String name, String kind) {
      threads.addObject().put("id", id).put("name", name).put("kind", kind);
      return this;
    }

    Take virtual(int client, String name) {
      virtualThreads.addObject().put("connection", client).put("name", name).putArray("parks");
      return this;
    }

    /** The virtual thread of a client is parked. */
    Take parked(int client, double from, double to, String text) {
      for (JsonNode thread : virtualThreads) {
        if (thread.get("connection").asInt() == client) {
          ObjectNode park = ((ArrayNode) thread.get("parks")).addObject();
          park.put("from", nanos(from)).put("to", nanos(to)).put("text", text);
        }
      }
      return this;
    }

    Take client(int id, String name, String does, double from, @Nullable Double to) {
      ObjectNode node = connections.addObject();
      node.put("id", id).put("name", name).put("does", does).put("connectedAt", nanos(from));
      put(node, "endedAt", to == null ? null : nanos(to));
      return this;
    }

    Take step(
        long thread, @Nullable Integer client, String step, double from, double to, String text) {
      ObjectNode node = steps.addObject();
      node.put("thread", thread);
      put(node, "connection", client == null ? null : client.longValue());
      node.put("step", step).put("from", nanos(from)).put("to", nanos(to));
      put(node, "bytes", step.equals("write") ? 5L : null);
      node.put("text", text);
      return this;
    }

    /** Reads, converts, writes. */
    Take answers(long thread, int client, double from) {
      return step(thread, client, "read", from, from + TICK, "reads 4 bytes")
          .step(thread, client, "convert", from + 2 * TICK, from + 3 * TICK, "converts one line")
          .step(thread, client, "write", from + 4 * TICK, from + 5 * TICK, "writes 5 bytes");
    }

    Take waits(
        int client,
        double from,
        double to,
        String cause,
        @Nullable Long thread,
        @Nullable Integer behind,
        String text) {
      ObjectNode node = waits.addObject();
      node.put("connection", client).put("from", nanos(from)).put("to", nanos(to));
      node.put("cause", cause);
      put(node, "thread", thread);
      put(node, "behind", behind == null ? null : behind.longValue());
      node.put("text", text);
      return this;
    }

    Take request(int client, double sent, @Nullable Double answered) {
      ObjectNode node = requests.addObject();
      node.put("connection", client).put("sentAt", nanos(sent));
      put(node, "answeredAt", answered == null ? null : nanos(answered));
      return this;
    }

    ObjectNode done() {
      return recording;
    }

    private static void put(ObjectNode node, String name, @Nullable Long value) {
      if (value == null) {
        node.putNull(name);
      } else {
        node.put(name, value.longValue());
      }
    }
  }
}
