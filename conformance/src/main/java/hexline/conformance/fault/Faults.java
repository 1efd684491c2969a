package hexline.conformance.fault;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import hexline.conformance.client.Skipped;
import hexline.conformance.process.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Objects;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Faults that no client can cause, put into the JVM of a running server by an agent. For servers in
 * Java only.
 */
public final class Faults {

  private Faults() {}

  /**
   * Interrupts every platform thread of the program.
   *
   * @throws Skipped if the server is no JVM that takes an agent
   */
  public static void interruptThreads(ServerProcess server) throws IOException {
    load(server, FaultAgent.INTERRUPT);
  }

  /**
   * From now on the JVM throws where it converts one of these numbers, which it returns, to text:
   * an exception, a StackOverflowError, an OutOfMemoryError.
   *
   * @throws Skipped if the server is no JVM that takes an agent
   */
  public static Collection<BigInteger> throwFromConversions(ServerProcess server)
      throws IOException {
    load(server, FaultAgent.THROW);
    var numbers = new TreeMap<Integer, BigInteger>();
    FaultAgent.THROWN
        .keySet()
        .forEach(bits -> numbers.put(bits, BigInteger.ONE.shiftLeft(bits - 1)));
    return numbers.values();
  }

  /**
   * Adds a shutdown hook that does not end, as a library may have one that waits for a lock.
   *
   * @throws Skipped if the server is no JVM that takes an agent
   */
  public static void hangShutdown(ServerProcess server) throws IOException {
    load(server, FaultAgent.HANG);
  }

  private static void load(ServerProcess server, String fault) throws IOException {
    long pid = server.jvm().orElseThrow(() -> new Skipped("the server is no JVM"));
    Path jar = writeJar();
    try {
      VirtualMachine jvm = VirtualMachine.attach("" + pid);
      try {
        jvm.loadAgent(jar.toString(), fault);
      } finally {
        jvm.detach();
      }
    } catch (AttachNotSupportedException | AgentLoadException | AgentInitializationException e) {
      throw new Skipped("the server's JVM takes no agent: " + e.getMessage());
    } catch (NoClassDefFoundError e) {
      throw new Skipped("the kit's own Java cannot load agents: it has no module jdk.attach");
    } finally {
      Files.delete(jar);
    }
  }

  private static Path writeJar() throws IOException {
    var manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Agent-Class", FaultAgent.class.getName());
    attributes.putValue("Can-Retransform-Classes", "true");
    String file = FaultAgent.class.getName().replace('.', '/') + ".class";
    Path jar = Files.createTempFile("hexline-faults", ".jar");
    try (InputStream code =
            Objects.requireNonNull(FaultAgent.class.getClassLoader()).getResourceAsStream(file);
        OutputStream out = Files.newOutputStream(jar);
        var entries = new JarOutputStream(out, manifest)) {
      entries.putNextEntry(new JarEntry(file));
      Objects.requireNonNull(code).transferTo(entries);
      entries.closeEntry();
    }
    return jar;
  }
}
