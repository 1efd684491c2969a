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
            "Client 1 connects, sends 255, is answered and stays, idle.",
            "Client 2 connects and sends 16.",
            "Client 1 leaves at 340 ms, client 2 at 400 ms, or when it has its answer."),
        "When is the line of client 2 read: at once, or when client 1 has left? Is a thread blocked "
            + "for client 1 meanwhile, or does it wait for any client?",
        "none",
        List.of(),
        List.of(
            ClientScript.at(20, "client 1", "sends one line, then is idle")
                .sends(40, "255")
                .leaves(340),
            ClientScript.at(100, "client 2", "sends one line").sends(120, "16").leaves(400)),
        Captions::secondClient);
  }

  private static Scene slowReader() {
    return new Scene(
        "slow-reader",
        "One slow reader",
        List.of(
            "Client 1 sends 200,000 empty lines, whose answers are 7 MB, and reads nothing.",
            "Client 2 sends a line every 50 ms.",
            "At 400 ms client 1 begins to read."),
        "The kernel takes the answers until its buffers are full. Is a thread blocked for "
            + "client 1 then, is a virtual thread parked, or neither? Does client 2 notice it?",
        "none",
        List.of(),
        List.of(
            ClientScript.at(20, "client 1", "sends much and does not read until 400 ms")
                .sends(40, "", 200_000)
                .reads(400)
                .leaves(440),
            everySoOften(ClientScript.at(60, "client 2", "sends a line every 50 ms"), 80, 50, 6)
                .leaves(440)),
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
            "Three clients send a line each, 10 ms apart; client 2 sends another one at 200 ms."),
        "A thread that blocks can do nothing else. An event loop that blocks keeps all clients "
            + "waiting, unless workers do the blocking; a virtual thread that blocks leaves its "
            + "carrier.",
        "block:100ms",
        List.of("nio --workers 4", "async --workers 4"),
        List.of(
            ClientScript.at(20, "client 1", "sends one line").sends(60, "255").leaves(200),
            ClientScript.at(30, "client 2", "sends a line, and another one later")
                .sends(70, "16")
                .sends(200, "17")
                .leaves(300),
            ClientScript.at(40, "client 3", "sends one line").sends(80, "42").leaves(300)),
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
            ClientScript.at(2, "client 1", "sends 40,000 lines at once")
                .sends(12, NUMBER, 40_000)
                .leaves(32),
            ClientScript.at(4, "client 2", "sends one line").sends(13, "16").leaves(32),
            ClientScript.at(6, "client 3", "sends one line").sends(15, "42").leaves(32)),
        Captions::burst);
  }

  private static Scene idleAndBusy() {
    var clients = new ArrayList<ClientScript>();
    for (int i = 1; i <= 10; i++) {
      clients.add(ClientScript.at(10 * i, "idle " + i, "connects and sends nothing").leaves(400));
    }
    for (int i = 1; i <= 2; i++) {
      clients.add(
          everySoOften(
                  ClientScript.at(120 + 10 * i, "busy " + i, "sends a line every 20 ms"),
                  150 + 10 * i,
                  20,
                  10)
              .leaves(420));
    }
    return new Scene(
        "idle-and-busy",
        "Ten idle and two busy",
        List.of(
            "Ten clients connect and send nothing.",
            "Two clients send a line every 20 ms, ten times.",
            "The idle ones leave at 400 ms."),
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
