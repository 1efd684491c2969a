package hexline.torture.mutant;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * The file by which a JVM finds {@link MutantAgent}, whose classes are on the class path of servers
 * that this JVM starts. Deleted when this is closed.
 */
final class AgentJar implements AutoCloseable {

  private final Path jar;

  AgentJar() throws IOException {
    jar = Files.createTempFile("hexline-mutant", ".jar");
    jar.toFile().deleteOnExit(); // after Ctrl-C
    var manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", MutantAgent.class.getName());
    try (OutputStream out = Files.newOutputStream(jar)) {
      new JarOutputStream(out, manifest).close();
    }
    boolean _ = jar.toFile().setReadable(true, false); // a case runs its server as another user
  }

  /** The flag that makes the changes in a JVM. */
  String flag(Mutant mutant) {
    return "-javaagent:" + jar + "=" + mutant.changes();
  }

  @Override
  public void close() throws IOException {
    Files.delete(jar);
  }
}
