package hexline.torture.mutant;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The agent that changes classes of a server as they are loaded. It is in the server's JVM, so
 * it uses nothing but the JDK and {@link Change}.
 */
public final class MutantAgent implements ClassFileTransformer {

  /** The exit code of a JVM whose classes have nothing that could be changed so. */
  private static final int DOES_NOT_FIT = 70;

  private final Map<String, byte[]> changed;

  private MutantAgent(Map<String, byte[]> changed) {
    this.changed = changed;
  }

  /** Called by the JVM before the server's own main. Changes that cannot be made end the JVM. */
  public static void premain(String changes, Instrumentation instrumentation) {
    try {
      ClassLoader loader = ClassLoader.getSystemClassLoader();
      instrumentation.addTransformer(new MutantAgent(Change.all(changes, loader)));
    } catch (IOException | RuntimeException e) {
      System.err.println("the mutant no longer fits: " + e.getMessage());
      Runtime.getRuntime().halt(DOES_NOT_FIT);
    }
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String className,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    return changed.get(className);
  }
}
