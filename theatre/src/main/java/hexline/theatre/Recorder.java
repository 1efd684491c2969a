package hexline.theatre;

import hexline.theatre.recording.Recording;
import hexline.theatre.scene.Scene;
import hexline.theatre.server.ServerSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Records a scene with several servers. All are started at first, some at a time; then one after the
 * other plays, while the others are idle; then all are ended and read.
 */
final class Recorder implements AutoCloseable {

  private static final int AT_A_TIME = 3; // starts and conversions: they keep processors busy

  private final List<SceneRun> runs = new ArrayList<>();

  /**
   * A recording to be made.
   *
   * @param folder for the files of the recorders
   * @param measuresCost whether each server also plays without probes
   */
  Recorder(Scene scene, List<ServerSpec> servers, Path folder, boolean measuresCost)
      throws IOException {
    for (ServerSpec server : servers) {
      Path own = folder.resolve(runs.size() + "-" + server.label().replaceAll("\\W+", "-"));
      runs.add(new SceneRun(scene, server, own, measuresCost));
    }
  }

  List<SceneRun> runs() {
    return runs;
  }

  /**
   * Records.
   *
   * @param progress is told what is done
   * @throws IOException if a server cannot be started, played with, or read
   */
  List<Recording> record(Consumer<String> progress) throws IOException, InterruptedException {
    progress.accept("starting " + runs.size() + " servers, with probes and without");
    inParallel(run -> {
      run.open();
      return run;
    });
    for (SceneRun run : runs) {
      progress.accept("playing: " + run.label());
      run.play();
    }
    progress.accept("reading");
    return inParallel(SceneRun::recording);
  }

  /** Records with all servers at the same time, which disturb each other: for tests. */
  List<Recording> recordAtOnce() throws IOException, InterruptedException {
    return inParallel(run -> {
      run.open();
      run.play();
      return run.recording();
    });
  }

  /** What is done with a run. */
  private interface Work<T> {
    T on(SceneRun run) throws IOException, InterruptedException;
  }

  private <T> List<T> inParallel(Work<T> work) throws IOException, InterruptedException {
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME)) {
      var tasks = new ArrayList<Callable<T>>();
      for (SceneRun run : runs) {
        tasks.add(() -> work.on(run));
      }
      var results = new ArrayList<T>();
      for (Future<T> done : threads.invokeAll(tasks)) {
        results.add(done.get());
      }
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    runs.forEach(SceneRun::close);
  }
}
