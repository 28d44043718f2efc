package dev.restrict.spring.resolver;

import dev.restrict.RestrictException;
import dev.restrict.net.NameServers.Server;
import dev.restrict.spring.RestrictProperties;
import dev.restrict.spring.diagnostics.InvalidRestrictPropertyException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * Which servers are asked, and how: what the lines of a resolv.conf would say.
 *
 * @param servers at least one, in the order in which they are asked
 * @param search the domains in which a name is looked for
 * @param ndots a name with at least this many dots is first looked up as it is
 * @param timeout for one question to one server
 * @param attempts how often all servers are asked
 */
record ResolverSettings(
    List<Server> servers, List<String> search, int ndots, Duration timeout, int attempts) {

  private static final String SERVERS = "restrict.resolver";
  private static final String OPTIONS = "restrict.resolver-options.";

  /**
   * Reads the properties.
   *
   * @throws InvalidRestrictPropertyException if one of them has a wrong value
   */
  static ResolverSettings of(RestrictProperties properties) {
    RestrictProperties.ResolverOptions options = properties.resolverOptions();
    check("ndots", options.ndots() >= 0 && options.ndots() <= 15, options.ndots(), "0 to 15");
    check(
        "attempts",
        options.attempts() >= 1 && options.attempts() <= 5,
        options.attempts(),
        "1 to 5");
    check(
        "timeout",
        options.timeout().compareTo(Duration.ofMillis(100)) >= 0
            && options.timeout().compareTo(Duration.ofSeconds(30)) <= 0,
        options.timeout(),
        "100ms to 30s");
    for (int i = 0; i < options.search().size(); i++) {
      domain("%ssearch[%d]".formatted(OPTIONS, i), options.search().get(i));
    }
    return new ResolverSettings(
        servers(properties.resolver()),
        options.search(),
        options.ndots(),
        options.timeout(),
        options.attempts());
  }

  private static List<Server> servers(@Nullable List<String> texts) {
    if (texts == null || texts.isEmpty()) {
      throw new InvalidRestrictPropertyException(
          SERVERS,
          "",
          "it is set but names no server",
          "Name a DNS server by its IP address, or remove the property to ask those of the system.");
    }
    Map<Server, String> servers = new LinkedHashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      String property = "%s[%d]".formatted(SERVERS, i);
      String text = texts.get(i).trim();
      Server server = server(property, text);
      String twin = servers.putIfAbsent(server, property);
      if (twin != null) {
        throw new InvalidRestrictPropertyException(
            property,
            text,
            "it is the same server as %s".formatted(twin),
            "Remove one of the two.");
      }
    }
    return new ArrayList<>(servers.keySet());
  }

  private static Server server(String property, String text) {
    try {
      return dev.restrict.net.NameServers.parse(text);
    } catch (RestrictException ex) {
      throw new InvalidRestrictPropertyException(
          property,
          text,
          "'%s' is not an IP address with an optional port from 1 to 65535".formatted(text),
          "Write for example 192.0.2.53, 192.0.2.53:5353, 2001:db8::53 or [2001:db8::53]:5353. A name cannot be used, since"
              + " nobody could resolve it.",
          ex);
    }
  }

  private static void domain(String property, String text) {
    try {
      Name.fromString(text.trim());
      if (!text.isBlank()) {
        return;
      }
    } catch (TextParseException ex) {
      // Reported below, together with a blank one.
    }
    throw new InvalidRestrictPropertyException(
        property, text, "'%s' is not a domain".formatted(text), "Write for example example.org.");
  }

  private static void check(String option, boolean valid, Object value, String range) {
    if (!valid) {
      throw new InvalidRestrictPropertyException(
          OPTIONS + option,
          value.toString(),
          "%s is out of range".formatted(value),
          "Use %s.".formatted(range));
    }
  }

  List<InetSocketAddress> addresses() {
    return servers.stream()
        .map(server -> new InetSocketAddress(server.address(), server.port()))
        .toList();
  }

  String names() {
    return servers.stream().map(Server::toString).collect(Collectors.joining(", "));
  }
}
