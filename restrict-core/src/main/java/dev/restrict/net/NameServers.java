package dev.restrict.net;

import dev.restrict.RestrictException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URL;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which DNS server the JVM asks. {@link DnsResolverProvider} reads it. */
public final class NameServers {

  private static final Pattern IPV4 =
      Pattern.compile("(\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3})(?::(\\d{1,5}))?");
  private static final Pattern IPV6_WITH_PORT =
      Pattern.compile("\\[([0-9a-fA-F:.]+)](?::(\\d{1,5}))?");
  private static final Pattern IPV6 =
      Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final int FIRST_JAVA = 18;

  /** A name by which it is seen that the JVM asks this library. RFC 6761: never in the DNS. */
  static final String PROBE = "resolver.restrict.invalid";

  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final String SERVICE =
      "META-INF/services/java.net.spi.InetAddressResolverProvider";
  private static final String PROVIDER = "dev.restrict.net.DnsResolverProvider";

  private static volatile NameLookup lookup;
  private static volatile List<Server> servers = List.of();
  private static volatile boolean attached;
  private static volatile Thread attaching;
  private static boolean refused;

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
    use(List.of(chosen), new DnsLookup(chosen));
  }

  /**
   * From now on the JVM asks this lookup, which asks these servers.
   *
   * @throws RestrictException where it would not
   */
  public static void use(List<Server> chosen, NameLookup asked) {
    if (Runtime.version().feature() < FIRST_JAVA) {
      throw new RestrictException(
          "resolver: this is Java %d; the JVM's resolver can be replaced from Java 18 on (JEP 418). Use a newer JVM, or set the server in /etc/resolv.conf"
              .formatted(Runtime.version().feature()));
    }
    attach();
    lookup = asked;
    if (!probe()) {
      lookup = null;
      throw new RestrictException(
          "resolver: the JVM did not take the resolver of this library, because it had taken another one before: a name was looked up, such as by an agent, before this library was in sight. Look up no name before, or put the library on the class path of the system class loader");
    }
    promise(chosen);
  }

  /** The JVM's own resolver again; for tests, and for what outlives an application. */
  public static void release() {
    lookup = null;
    servers = List.of();
  }

  /**
   * Says which servers a part of this process asks, whether the whole JVM does or not: the promise
   * {@code dns} then implies their TCP ports.
   */
  public static void promise(List<Server> asked) {
    servers = List.copyOf(asked);
  }

  /** The servers that this process asks; empty: those of the system. */
  public static List<Server> servers() {
    return servers;
  }

  /**
   * Has the JVM take the provider of this library now, which leaves the JVM's own resolver in force
   * until {@link #use} is called.
   *
   * <p>The JVM looks for a provider once, when it resolves its first name, by the context class
   * loader of the thread that happens to ask. In an executable jar that loader must be the one of
   * the nested jars; and where several libraries bring a provider, such as dnsjava, the first of
   * the class path wins. So this thread asks first, with a loader that shows one provider.
   *
   * @return whether the JVM asks this library; false on Java 17, or if it has taken another one
   *     before
   */
  public static synchronized boolean attach() {
    if (!attached && !refused && Runtime.version().feature() >= FIRST_JAVA) {
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      thread.setContextClassLoader(new OneProvider(NameServers.class.getClassLoader()));
      attaching = thread;
      try {
        // The other way round, from address to name, does not fix yet how long the JVM caches
        // names.
        InetAddress.getByAddress(LOOPBACK).getHostName();
      } catch (UnknownHostException e) {
        throw new IllegalStateException(e);
      } finally {
        attaching = null;
        thread.setContextClassLoader(before);
      }
      refused = !attached;
    }
    return attached;
  }

  /** The JVM has made the provider. */
  static void attached() {
    attached = true;
  }

  /** Whether this thread asks only to have the provider made. */
  static boolean attaching() {
    return attaching == Thread.currentThread();
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

  /** Shows this library's provider and no other. */
  private static final class OneProvider extends ClassLoader {

    OneProvider(ClassLoader parent) {
      super(parent);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      if (!name.equals(SERVICE)) {
        return super.getResources(name);
      }
      List<URL> own = new ArrayList<>();
      for (URL file : Collections.list(super.getResources(name))) {
        try (InputStream text = file.openStream()) {
          if (new String(text.readAllBytes(), StandardCharsets.UTF_8).contains(PROVIDER)) {
            own.add(file);
          }
        }
      }
      return Collections.enumeration(own);
    }
  }
}
