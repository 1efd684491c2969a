package hexline.server;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/** Socket addresses in text, as a client would write them. */
final class Addresses {

  private Addresses() {}

  /** {@code 127.0.0.1:65432}, {@code [0:0:0:0:0:0:0:1]:65432}, or the name of an unknown host. */
  static String format(InetSocketAddress address) {
    var ip = address.getAddress();
    String host = ip == null ? address.getHostString() : ip.getHostAddress();
    return (ip instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
