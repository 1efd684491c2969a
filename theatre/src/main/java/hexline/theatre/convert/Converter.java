package hexline.theatre.convert;

import hexline.theatre.play.Play;
import hexline.theatre.recording.Recording;
import hexline.theatre.recording.Recording.Act;
import hexline.theatre.recording.Recording.Connection;
import hexline.theatre.recording.Recording.Lane;
import hexline.theatre.recording.Recording.Park;
import hexline.theatre.recording.Recording.Probing;
import hexline.theatre.recording.Recording.Request;
import hexline.theatre.recording.Recording.VirtualThread;
import hexline.theatre.recording.Recording.Wait;
import hexline.theatre.watch.Seen;
import hexline.theatre.watch.Watched;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes a recording out of what the recorder and the clients have seen. */
public final class Converter {

  /** Batches of more lines are shown as one request. */
  private static final int MOST_REQUESTS = 64;

  private static final Probing NOT_MEASURED = new Probing(null, null, "not measured");

  private Converter() {}

  /**
   * The recording of a server, without a caption and without the cost of the probes.
   *
   * @param server its label
   * @param recorder {@code agent} or {@code strace}
   */
  public static Recording convert(
      String server, List<String> command, String recorder, Watched watched, Play play) {
    long zero =
        watched.clock() == Watched.Clock.MONOTONIC ? play.startNanos() : play.startEpochNanos();
    var cast = new Cast(play);
    var drawn = new Acts(cast);
    Map<Long, List<Seen>> byThread =
        watched.events().stream()
            .map(event -> event.shifted(-zero))
            .collect(Collectors.groupingBy(Seen::thread, LinkedHashMap::new, Collectors.toList()));
    for (List<Seen> events : byThread.values()) {
      Call.ofThread(events).forEach(drawn::add);
    }
    List<Act> acts =
        drawn.acts().stream()
            .filter(act -> act.to() >= 0 && act.from() <= play.length())
            .map(act -> clipped(act, play.length()))
            .sorted(
                Comparator.comparingLong(Act::from)
                    .thenComparing(Comparator.comparingLong(Act::to).reversed()))
            .toList();
    List<Lane> lanes = lanes(acts, watched.names(), drawn.carriers());
    Map<Long, String> names = lanes.stream().collect(Collectors.toMap(Lane::id, Lane::label));
    var waits = new ArrayList<Wait>();
    var connections = new ArrayList<Connection>();
    for (Play.Client client : play.clients()) {
      waits.addAll(new Waits(play, client, acts, drawn.aways(), names).all());
      connections.add(
          new Connection(
              client.id(), client.name(), client.does(), client.connectedAt(), client.endedAt()));
    }
    var unseen = new ArrayList<>(watched.unseen());
    unseen.addAll(drawn.unseen());
    long failed =
        watched.events().stream()
            .map(event -> event.shifted(-zero))
            .filter(Seen::failed)
            .filter(event -> event.to() >= 0 && event.from() <= play.length())
            .count();
    if (failed > 0) {
      unseen.add(
          "Steps that ended by an exception: "
              + failed
              + ". The JDK writes no event of a wait that ends like this.");
    }
    return new Recording(
        server,
        command,
        recorder,
        play.length(),
        lanes,
        virtualThreads(drawn, watched.virtualNames(), play),
        connections,
        acts,
        waits,
        requests(play),
        "",
        unseen,
        NOT_MEASURED);
  }

  private static Act clipped(Act act, long length) {
    return new Act(
        act.thread(),
        act.connection(),
        act.step(),
        Math.max(0, act.from()),
        Math.min(length, act.to()),
        act.bytes(),
        act.text());
  }

  private static List<Lane> lanes(List<Act> acts, Map<Long, String> names, Set<Long> carriers) {
    var lanes = new LinkedHashMap<Long, Lane>();
    for (Act act : acts) {
      long id = act.thread();
      if (!lanes.containsKey(id)) {
        boolean isCarrier = carriers.contains(id);
        String name = names.get(id);
        if (name == null || name.isEmpty()) {
          name = String.valueOf(id);
        }
        String kind = isCarrier ? "carrier" : name.contains("oller") ? "poller" : "platform";
        lanes.put(id, new Lane(id, name, kind));
      }
    }
    return List.copyOf(lanes.values());
  }

  private static List<VirtualThread> virtualThreads(
      Acts drawn, Map<Long, String> names, Play play) {
    var threads = new ArrayList<VirtualThread>();
    for (Play.Client client : play.clients()) {
      Long id = drawn.virtualThreads().get(client.id());
      if (id != null) {
        List<Park> parks =
            drawn.aways().stream()
                .filter(away -> away.client() == client.id() && away.from() <= play.length())
                .map(away ->
                    new Park(
                        Math.max(0, away.from()),
                        Math.min(play.length(), away.to()),
                        away.reason().text(client.name())))
                .sorted(Comparator.comparingLong(Park::from))
                .toList();
        String name = names.getOrDefault(id, "");
        threads.add(new VirtualThread(client.id(), name.isEmpty() ? "" + id : name, parks));
      }
    }
    return threads;
  }

  private static List<Request> requests(Play play) {
    var requests = new ArrayList<Request>();
    for (Play.Client client : play.clients()) {
      int line = 0;
      for (Play.Batch batch : client.batches()) {
        int shown = batch.lines() > MOST_REQUESTS ? 1 : batch.lines();
        for (int i = 0; i < shown; i++) {
          line += batch.lines() / shown;
          var answered = client.answered(line);
          requests.add(
              new Request(
                  client.id(), batch.sentAt(), answered.isPresent() ? answered.getAsLong() : null));
        }
      }
    }
    return requests;
  }
}
