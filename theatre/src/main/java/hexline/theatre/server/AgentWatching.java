package hexline.theatre.server;

import hexline.theatre.agent.Agent;
import hexline.theatre.watch.FlightSettings;
import hexline.theatre.watch.JfrReader;
import hexline.theatre.watch.Watched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Watches a server of the suite with the agent, which writes into the JDK's Flight Recorder. */
public final class AgentWatching implements Watching {

  private final Path folder;
  private final Path recording;

  /**
   * Watches one server.
   *
   * @param folder of its own, for the files that this takes
   */
  public AgentWatching(Path folder) {
    this.folder = folder;
    this.recording = folder.resolve("recording.jfr");
  }

  @Override
  public String recorder() {
    return "agent";
  }

  @Override
  public List<String> command(ServerSpec server, List<String> arguments) throws IOException {
    if (!(server instanceof ServerSpec.OfSuite suite)) {
      throw new IllegalArgumentException("the agent knows the servers of the suite only");
    }
    Path settings = folder.resolve("theatre.jfc");
    Files.writeString(settings, FlightSettings.text());
    Path agent = folder.resolve("agent.jar");
    writeAgent(agent);
    return JavaCommand.of(
        List.of(
            "-javaagent:" + agent,
            "-XX:FlightRecorderOptions:repository=" + folder.resolve("repository"),
            "-XX:StartFlightRecording:settings=" + settings + ",filename=" + recording),
        suite.mainClass(),
        arguments);
  }

  /**
   * A jar with a manifest and nothing else. The classes of the agent are on the class path of the
   * server, as they are on this one's; the manifest says which of them the JVM has to call.
   */
  private static void writeAgent(Path jar) throws IOException {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", Agent.class.getName());
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      out.finish();
    }
  }

  @Override
  public void beforeEnd(RunningServer server) {}

  @Override
  public Watched read() throws IOException {
    return JfrReader.read(recording);
  }

  @Override
  public Path file() {
    return recording;
  }
}
