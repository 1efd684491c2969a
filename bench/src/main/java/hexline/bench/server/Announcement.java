package hexline.bench.server;

import hexline.cli.Printable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The line in which a server of the suite says where it listens. */
final class Announcement {

  private static final Pattern FORM =
      Pattern.compile(".* listening on (\\[[^\\]]+]|[^\\s:\\[\\]]+):([0-9]{1,5})(?![0-9]).*");

  private Announcement() {}

  /**
   * The address to connect to. A wildcard means loopback.
   *
   * @throws IOException if the line has no address, or one that is not this machine's loopback: a
   *     server that others can reach, or over a network, is measured only if the user says so
   */
  static InetSocketAddress address(String line) throws IOException {
    Matcher form = FORM.matcher(line);
    if (!form.matches()) {
      throw new IOException(
          "printed '" + Printable.of(line) + "' instead of a line with 'listening on HOST:PORT'");
    }
    String host = form.group(1).replaceAll("[\\[\\]]", "");
    int port = Integer.parseInt(form.group(2));
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new IOException("listens on '" + Printable.of(host) + "', an unknown host", e);
    }
    if (address.isAnyLocalAddress()) { // in Java also the one of IPv6 takes clients of IPv4
      return new InetSocketAddress("127.0.0.1", port);
    }
    if (!address.isLoopbackAddress()) {
      throw new IOException(
          "listens on "
              + Printable.of(host)
              + ", which is not loopback; start it yourself and measure it with --host and --port");
    }
    return new InetSocketAddress(address, port);
  }
}
