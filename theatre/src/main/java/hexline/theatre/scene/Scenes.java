package hexline.theatre.scene;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All scenes, in the order in which they are best seen. */
public final class Scenes {

  private static final String NUMBER = "123456789012345678"; // of as many digits as fit in 64 bits

  public static final List<Scene> ALL =
      List.of(secondClient(), slowReader(), computing(), blocking(), burst(), idleAndBusy());

  private Scenes() {}

  /** The scene of a name. */
  public static Optional<Scene> named(String name) {
    return ALL.stream().filter(scene -> scene.name().equals(name)).findFirst();
  }

  private static Scene secondClient() {
    return new Scene(
        "second-client",
        "The second client",
        List.of(
            "Client 1 connects, sends 255, is answered and stays, silent.",
            "Client 2 connects and sends 16.",
            "Client 1 leaves at 600 ms, client 2 at 700 ms, or when it has its answer."),
        "When is the line of client 2 read: at once, or when client 1 has left? Which thread waits "
            + "for client 1 meanwhile, and does it wait for anybody else?",
        "none",
        List.of(),
        List.of(
            ClientScript.at(20, "client 1", "sends one line, then stays silent")
                .sends(60, "255")
                .leaves(600),
            ClientScript.at(150, "client 2", "sends one line").sends(200, "16").leaves(700)),
        Captions::secondClient);
  }

  private static Scene slowReader() {
    return new Scene(
        "slow-reader",
        "One slow reader",
        List.of(
            "Client 1 sends 200,000 empty lines, whose answers are 7 MB, and reads nothing.",
            "Client 2 sends a line every 80 ms.",
            "At 600 ms client 1 begins to read."),
        "The kernel takes the answers until its buffers are full. Who waits for client 1 then: a "
            + "thread, a virtual thread that keeps no carrier, or nobody? Does client 2 notice it?",
        "none",
        List.of(),
        List.of(
            ClientScript.at(20, "client 1", "sends much and does not read until 600 ms")
                .sends(60, "", 200_000)
                .reads(600)
                .leaves(700),
            everySoOften(ClientScript.at(100, "client 2", "sends a line every 80 ms"), 150, 80, 6)
                .leaves(700)),
        Captions::slowReader);
  }

  private static Scene computing() {
    return new Scene(
        "computing",
        "A client that computes",
        List.of(
            "Each request takes 60 ms of a processor (--work cpu:60ms).",
            "Client 1 sends two lines at once, client 2 two lines 10 ms later, client 3 one line."),
        "A computation keeps its thread, and a virtual thread its carrier. How many requests are "
            + "computed at the same time, and who waits for a thread?",
        "cpu:60ms",
        List.of(),
        List.of(
            ClientScript.at(20, "client 1", "sends two lines at once")
                .sends(60, "255", 2)
                .leaves(200),
            ClientScript.at(30, "client 2", "sends two lines at once")
                .sends(70, "16", 2)
                .leaves(200),
            ClientScript.at(40, "client 3", "sends one line").sends(80, "42").leaves(200)),
        Captions::work);
  }

  private static Scene blocking() {
    return new Scene(
        "blocking",
        "A blocking call",
        List.of(
            "Each request blocks for 100 ms, as a call of a database does (--work block:100ms).",
            "Three clients send a line each, 10 ms apart; client 2 sends another one at 250 ms."),
        "A thread that blocks can do nothing else. An event loop that blocks keeps all clients "
            + "waiting, unless workers do the blocking; a virtual thread that blocks leaves its "
            + "carrier.",
        "block:100ms",
        List.of("nio --workers 4", "async --workers 4"),
        List.of(
            ClientScript.at(20, "client 1", "sends one line").sends(60, "255").leaves(300),
            ClientScript.at(30, "client 2", "sends a line, and another one later")
                .sends(70, "16")
                .sends(250, "17")
                .leaves(400),
            ClientScript.at(40, "client 3", "sends one line").sends(80, "42").leaves(400)),
        Captions::work);
  }

  private static Scene burst() {
    return new Scene(
        "burst",
        "A burst that is pipelined",
        List.of(
            "Client 1 sends 40,000 lines without waiting for answers (760 KB).",
            "Clients 2 and 3 send one line each, right behind it."),
        "Client 1 keeps the server busy for some milliseconds. Do the others wait for its last "
            + "line, for a turn of it, or not at all?",
        "none",
        List.of(),
        List.of(
            ClientScript.at(20, "client 1", "sends 40,000 lines at once")
                .sends(100, NUMBER, 40_000)
                .leaves(250),
            ClientScript.at(40, "client 2", "sends one line").sends(101, "16").leaves(250),
            ClientScript.at(60, "client 3", "sends one line").sends(103, "42").leaves(250)),
        Captions::burst);
  }

  private static Scene idleAndBusy() {
    var clients = new ArrayList<ClientScript>();
    for (int i = 1; i <= 10; i++) {
      clients.add(ClientScript.at(10 * i, "idle " + i, "connects and sends nothing").leaves(600));
    }
    for (int i = 1; i <= 2; i++) {
      clients.add(
          everySoOften(
                  ClientScript.at(120 + 10 * i, "busy " + i, "sends a line every 20 ms"),
                  200 + 10 * i,
                  20,
                  15)
              .leaves(620));
    }
    return new Scene(
        "idle-and-busy",
        "Ten idle and two busy",
        List.of(
            "Ten clients connect and send nothing.",
            "Two clients send a line every 20 ms, fifteen times.",
            "The idle ones leave at 600 ms."),
        "What does an idle client cost: a thread that waits for it, or nothing but its socket? How "
            + "many threads serve the two busy ones?",
        "none",
        List.of(),
        clients,
        Captions::idleAndBusy);
  }

  private static ClientScript.Writer everySoOften(
      ClientScript.Writer client, int fromMillis, int everyMillis, int times) {
    ClientScript.Writer writer = client;
    for (int i = 0; i < times; i++) {
      writer = writer.sends(fromMillis + i * everyMillis, String.valueOf(16 + i));
    }
    return writer;
  }
}
