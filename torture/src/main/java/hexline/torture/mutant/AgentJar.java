package hexline.torture.mutant;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** The file that a JVM loads {@link MutantAgent} from; deleted when this is closed. */
final class AgentJar implements AutoCloseable {

  private static final List<Class<?>> CLASSES = List.of(MutantAgent.class, Change.class);

  private final Path jar;

  AgentJar() throws IOException {
    jar = Files.createTempFile("hexline-mutant", ".jar");
    var manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", MutantAgent.class.getName());
    try (OutputStream out = Files.newOutputStream(jar);
        var entries = new JarOutputStream(out, manifest)) {
      for (Class<?> each : CLASSES) {
        String file = each.getName().replace('.', '/') + ".class";
        try (InputStream code = AgentJar.class.getResourceAsStream("/" + file)) {
          entries.putNextEntry(new JarEntry(file));
          Objects.requireNonNull(code).transferTo(entries);
          entries.closeEntry();
        }
      }
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
