package hexline.cli;

import picocli.CommandLine.IVersionProvider;

/**
 * What {@code --version} of every program prints: its name and the version in the manifest of the
 * jar that it runs from, and the JVM.
 */
public final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "hexline ${COMMAND-NAME} " + (version == null ? "(not packaged)" : version),
      "on " + System.getProperty("java.vm.name") + " " + Runtime.version()
    };
  }
}
