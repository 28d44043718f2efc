package dev.restrict.net;

import dev.restrict.RestrictException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which DNS server the JVM asks. {@link DnsResolverProvider} reads it. */
public final class Resolver {

  private static final Pattern IPV4 =
      Pattern.compile("(\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3})(?::(\\d{1,5}))?");
  private static final Pattern IPV6_WITH_PORT =
      Pattern.compile("\\[([0-9a-fA-F:.]+)](?::(\\d{1,5}))?");
  private static final Pattern IPV6 =
      Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final int FIRST_JAVA = 18;

  private static volatile Server server;

  private Resolver() {}

  /**
   * A DNS server.
   *
   * @param address its IP address
   * @param port 53 by default
   */
  public record Server(InetAddress address, int port) {

    /** As JNDI wants it. */
    String url() {
      String host = address.getHostAddress();
      return "dns://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/";
    }

    @Override
    public String toString() {
      String host = address.getHostAddress();
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /**
   * Reads {@code ip}, {@code ip:port}, {@code [ipv6]:port}.
   *
   * @throws RestrictException if it is none of these
   */
  public static Server parse(String text) {
    Matcher ipv4 = IPV4.matcher(text);
    Matcher ipv6WithPort = IPV6_WITH_PORT.matcher(text);
    try {
      if (ipv4.matches()) {
        return new Server(
            InetAddress.getByName(octets(ipv4.group(1), text)), port(ipv4.group(2), text));
      }
      if (ipv6WithPort.matches()) {
        return new Server(
            InetAddress.getByName(ipv6WithPort.group(1)), port(ipv6WithPort.group(2), text));
      }
      if (IPV6.matcher(text).matches()) {
        return new Server(InetAddress.getByName(text), 53);
      }
    } catch (UnknownHostException e) {
      throw invalid(text);
    }
    throw invalid(text);
  }

  private static String octets(String address, String text) {
    for (String octet : address.split("\\.")) {
      if (Integer.parseInt(octet) > 255) {
        throw invalid(text);
      }
    }
    return address;
  }

  private static int port(String digits, String text) {
    int port = digits == null ? 53 : Integer.parseInt(digits);
    if (port < 1 || port > 65535) {
      throw invalid(text);
    }
    return port;
  }

  private static RestrictException invalid(String text) {
    return new RestrictException(
        "resolver '%s' is not an IP address with an optional port; use such as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:5353; a name cannot be used, since nobody could resolve it"
            .formatted(text));
  }

  /**
   * From now on the JVM asks this server.
   *
   * @throws RestrictException where it would not
   */
  public static void use(Server chosen) {
    if (Runtime.version().feature() < FIRST_JAVA) {
      throw new RestrictException(
          "resolver: this is Java %d; the JVM's resolver can be replaced from Java 18 on (JEP 418). Use a newer JVM, or set the server in /etc/resolv.conf"
              .formatted(Runtime.version().feature()));
    }
    server = chosen;
    if (!probe()) {
      server = null;
      throw new RestrictException(
          "resolver: the JVM did not take the resolver of this library; either a name was looked up before, or the library is not on the class path of the system class loader, as in a nested jar, or another InetAddressResolverProvider came first");
    }
  }

  /** Asks the JVM for a name that only this library's resolver knows. */
  private static boolean probe() {
    try {
      return InetAddress.getByName(DnsLookup.PROBE).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  static Optional<Server> server() {
    return Optional.ofNullable(server);
  }
}
