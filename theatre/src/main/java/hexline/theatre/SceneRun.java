package hexline.theatre;

import hexline.theatre.convert.Converter;
import hexline.theatre.play.Play;
import hexline.theatre.play.Player;
import hexline.theatre.recording.Recording;
import hexline.theatre.recording.Recording.Probing;
import hexline.theatre.recording.Words;
import hexline.theatre.scene.Scene;
import hexline.theatre.server.AgentWatching;
import hexline.theatre.server.RunningServer;
import hexline.theatre.server.ServerSpec;
import hexline.theatre.server.StraceWatching;
import hexline.theatre.server.Watching;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * One server that a scene is played with, twice: by itself, to know what watching costs, and
 * watched. Both processes are started and warmed up before either plays.
 */
final class SceneRun implements AutoCloseable {

  private final Scene scene;
  private final ServerSpec spec;
  private final Watching watching;
  private final boolean measuresCost;
  private @Nullable RunningServer plain;
  private @Nullable RunningServer watched;
  private @Nullable Play plainPlay;
  private @Nullable Play play;

  /**
   * A server for a scene.
   *
   * @param folder of its own, for the files of the recorder
   * @param measuresCost whether the scene is also played without probes
   */
  SceneRun(Scene scene, ServerSpec spec, Path folder, boolean measuresCost) throws IOException {
    Files.createDirectories(folder);
    this.scene = scene;
    this.spec = spec;
    this.measuresCost = measuresCost;
    this.watching =
        switch (spec) {
          case ServerSpec.OfSuite _ -> new AgentWatching(folder);
          case ServerSpec.External _ -> new StraceWatching(folder);
        };
  }

  String label() {
    return spec.label();
  }

  /** Starts both processes, and lets them answer some requests. */
  void open() throws IOException, InterruptedException {
    RunningServer first = RunningServer.start(spec, scene.work(), Optional.of(watching));
    watched = first;
    first.warmUp(scene.hasWork());
    if (measuresCost) {
      RunningServer second = RunningServer.start(spec, scene.work(), Optional.empty());
      plain = second;
      second.warmUp(scene.hasWork());
    }
  }

  /** Plays the scene. Nothing else should run on the machine meanwhile. */
  void play() throws IOException, InterruptedException {
    RunningServer first = watched;
    if (first == null) {
      throw new IllegalStateException("not open");
    }
    RunningServer second = plain;
    if (second != null) {
      plainPlay = Player.play(scene.clients(), second.address());
    }
    play = Player.play(scene.clients(), first.address());
    first.endWaits();
    watching.beforeEnd(first);
  }

  /** Ends both processes and reads what was recorded. */
  Recording recording() throws IOException {
    Play seen = play;
    RunningServer server = watched;
    if (seen == null || server == null) {
      throw new IllegalStateException("not played");
    }
    close();
    Recording recording =
        Converter.convert(
            spec.label(), server.command(), watching.recorder(), watching.read(), seen);
    return recording
        .withProbes(cost(seen, plainPlay))
        .withCaption(scene.caption().of(seen, recording));
  }

  /** The recorder's own file. */
  @Nullable Path file() {
    return watching.file();
  }

  private Probing cost(Play with, @Nullable Play without) {
    String how =
        watching.recorder().equals("strace")
            ? "Recorded with strace, which stops the program twice at each system call. "
            : "Recorded with probes. ";
    if (without == null) {
      return new Probing(with.lastAnswer(), null, how + "What they cost was not measured.");
    }
    return new Probing(
        with.lastAnswer(),
        without.lastAnswer(),
        how
            + "The last answer came after "
            + Words.time(with.lastAnswer())
            + ", and after "
            + Words.time(without.lastAnswer())
            + " in the same scene without them; half of the answers took at most "
            + Words.time(median(with))
            + ", and "
            + Words.time(median(without))
            + " without. No figure of this page is a measurement of the server.");
  }

  /** Half of the batches of all clients were answered in this time. */
  private static long median(Play play) {
    long[] delays =
        play.clients().stream()
            .flatMapToLong(client -> {
              int lines = 0;
              var each = LongStream.builder();
              for (Play.Batch batch : client.batches()) {
                lines += batch.lines();
                client.answered(lines).ifPresent(answered -> each.add(answered - batch.sentAt()));
              }
              return each.build();
            })
            .sorted()
            .toArray();
    return delays.length == 0 ? 0 : delays[delays.length / 2];
  }

  @Override
  public void close() {
    if (plain != null) {
      plain.close();
    }
    if (watched != null) {
      watched.close();
    }
  }
}
