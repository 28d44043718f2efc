package dev.restrict.net;

import dev.restrict.RestrictException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which DNS server the JVM asks. {@link DnsResolverProvider} reads it. */
public final class NameServers {

  private static final Pattern IPV4 =
      Pattern.compile("(\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3})(?::(\\d{1,5}))?");
  private static final Pattern IPV6_WITH_PORT =
      Pattern.compile("\\[([0-9a-fA-F:.]+)](?::(\\d{1,5}))?");
  private static final Pattern IPV6 =
      Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  /** A name by which it is seen that the JVM asks this library. RFC 6761: never in the DNS. */
  static final String PROBE = "resolver.restrict.invalid";

  private static volatile @Nullable NameLookup lookup;
  private static final SharedPlace<NameLookup> LOOKUP =
      new SharedPlace<>(() -> lookup, value -> lookup = value);

  private static final List<Promised> PROMISED = new CopyOnWriteArrayList<>();

  /** What {@link #use(Server)} has put in force. */
  private static List<Claim> chosenOne = List.of();

  private NameServers() {}

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

  private static int port(@Nullable String digits, String text) {
    int port = digits == null ? 53 : Integer.parseInt(digits);
    if (port < 1 || port > 65535) {
      throw invalid(text);
    }
    return port;
  }

  private static RestrictException invalid(String text) {
    return new RestrictException(
        "resolver '%s' is not an IP address with an optional port; use for example 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:5353; a name cannot be used, since nobody could resolve it"
            .formatted(text));
  }

  /**
   * From now on the JVM asks this server, instead of that of an earlier call.
   *
   * @throws RestrictException if it would not
   */
  public static synchronized void use(Server chosen) {
    Claim inForce = use(new DnsLookup(chosen));
    chosenOne.forEach(Claim::release);
    chosenOne = List.of(inForce, promise(List.of(chosen)));
  }

  /**
   * From now on the JVM asks this lookup, until the claim is released or another lookup takes its
   * place. Name the servers that it asks by {@link #promise}.
   *
   * @throws RestrictException if it would not
   */
  public static Claim use(NameLookup asked) {
    if (Runtime.version().feature() < ProviderAttachment.FIRST_JAVA) {
      throw new RestrictException(
          "resolver: this is Java %d; the JVM's resolver can be replaced from Java 18 on (JEP 418). Use a newer JVM, or set the server in /etc/resolv.conf"
              .formatted(Runtime.version().feature()));
    }
    if (attach()) {
      Claim claim = LOOKUP.put(asked);
      if (probe()) {
        return claim;
      }
      claim.release();
    }
    throw new RestrictException(
        "resolver: the JVM already uses another resolver, because a name was looked up, by an agent for example, before this library was there. Look up no name before, or put the library on the class path of the system class loader");
  }

  /**
   * Says which servers a part of this process asks, whether the whole JVM does or not: the promise
   * {@code dns} then implies their TCP ports.
   */
  public static Claim promise(List<Server> asked) {
    Promised promised = new Promised(List.copyOf(asked));
    PROMISED.add(promised);
    return promised;
  }

  /** The servers that any part of this process asks; empty: those of the system. */
  public static List<Server> servers() {
    return PROMISED.stream().flatMap(promised -> promised.servers.stream()).distinct().toList();
  }

  /** Not a record: two parts of the process may ask the same servers. */
  private static final class Promised implements Claim {

    private final List<Server> servers;

    Promised(List<Server> servers) {
      this.servers = servers;
    }

    @Override
    public void release() {
      PROMISED.remove(this);
    }
  }

  /**
   * Has the JVM take the provider of this library now, which leaves the JVM's own resolver in force
   * until {@link #use} is called. No name is looked up, so what decides how long the JVM keeps an
   * address can still be set.
   *
   * @return whether the JVM asks this library; false on Java 17, or if it has taken another one
   *     before
   */
  public static boolean attach() {
    return ProviderAttachment.attach();
  }

  /** Asks the JVM for a name that only this library's resolver knows. */
  private static boolean probe() {
    try {
      return InetAddress.getByName(PROBE).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  static Optional<NameLookup> lookup() {
    return Optional.ofNullable(lookup);
  }
}
