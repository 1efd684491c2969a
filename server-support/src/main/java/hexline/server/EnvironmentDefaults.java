package hexline.server;

import hexline.cli.Durations;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Takes the default of every option from the environment: {@code HEXLINE_IDLE_TIMEOUT} for {@code
 * --idle-timeout}. An empty variable sets nothing. For use by one thread.
 */
final class EnvironmentDefaults implements IDefaultValueProvider {

  /**
   * Kubernetes gives each pod {@code NAME_PORT=tcp://ADDRESS:PORT} for each service NAME (a service
   * link), so a service that is named hexline sets the variable of {@code --port}.
   */
  private static final Pattern SERVICE_LINK = Pattern.compile("(tcp|udp|sctp)://.*");

  private final Map<String, String> environment;
  private final Map<String, String> taken = new LinkedHashMap<>(); // option -> VARIABLE=value
  private final Set<String> foreign = new LinkedHashSet<>(); // VARIABLE=value

  EnvironmentDefaults(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
      return null; // HEXLINE_VERSION must not make a server print its version and end
    }
    String name = option.longestName();
    String variable = "HEXLINE" + name.substring(1).replace('-', '_').toUpperCase(Locale.ROOT);
    String value = environment.getOrDefault(variable, "");
    if (SERVICE_LINK.matcher(value).matches()) {
      foreign.add(variable + "=" + value);
    } else if (!value.isEmpty()) {
      taken.put(name, variable + "=" + value);
      return value;
    }
    // picocli would print a Duration as PT5M.
    return option.initialValue() instanceof Duration time ? Durations.format(time) : null;
  }

  /** {@code VARIABLE=value} that was the default of the option; null if none was. */
  @Nullable String taken(ArgSpec argument) {
    return argument instanceof OptionSpec option ? taken.get(option.longestName()) : null;
  }

  /** Each {@code VARIABLE=value} that is the value of an option. */
  Collection<String> taken() {
    return taken.values();
  }

  /** Each {@code VARIABLE=value} that was ignored because it is a Kubernetes service link. */
  Set<String> foreign() {
    return foreign;
  }
}
