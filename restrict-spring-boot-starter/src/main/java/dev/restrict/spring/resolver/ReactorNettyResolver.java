package dev.restrict.spring.resolver;

import io.netty.resolver.HostsFileEntriesResolver;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;

/**
 * Makes a Reactor Netty client ask the configured servers, through Netty's own resolver, which does
 * not block an event loop. Each client has a cache of its own.
 */
final class ReactorNettyResolver implements UnaryOperator<HttpClient> {

  /** One for the name and two for aliases that a server does not follow itself. */
  private static final int LEAST_QUERIES = 3;

  private final ResolverSettings settings;
  private final HostsFile hosts;

  ReactorNettyResolver(ResolverSettings settings, HostsFile hosts) {
    this.settings = settings;
    this.hosts = hosts;
    // Its static initializer tries to read /etc/resolv.conf, for defaults that are all replaced
    // below. Better now than after the lock.
    try {
      Class.forName(DnsNameResolver.class.getName());
    } catch (ClassNotFoundException ex) {
      throw new IllegalStateException(ex);
    }
  }

  @Override
  public HttpClient apply(HttpClient client) {
    InetSocketAddress[] servers = settings.addresses().toArray(InetSocketAddress[]::new);
    return client.resolver(
        spec ->
            spec.searchDomains(settings.search())
                .ndots(settings.ndots())
                .queryTimeout(settings.timeout())
                .maxQueriesPerResolve(Math.max(LEAST_QUERIES, settings.attempts() * servers.length))
                .hostsFileEntriesResolver(new Hosts())
                .dnsAddressResolverGroupProvider(
                    builder ->
                        new DnsAddressResolverGroup(
                            builder.nameServerProvider(
                                new SequentialDnsServerAddressStreamProvider(servers)))));
  }

  /** The names of /etc/hosts, from memory. */
  private final class Hosts implements HostsFileEntriesResolver {

    @Override
    public @Nullable InetAddress address(String name, ResolvedAddressTypes types) {
      boolean ipv6 =
          types == ResolvedAddressTypes.IPV6_ONLY || types == ResolvedAddressTypes.IPV6_PREFERRED;
      boolean only =
          types == ResolvedAddressTypes.IPV6_ONLY || types == ResolvedAddressTypes.IPV4_ONLY;
      List<InetAddress> known;
      try {
        known = hosts.addresses(name);
      } catch (UnknownHostException ex) {
        return null;
      }
      return known.stream()
          .filter(address -> address instanceof Inet4Address != ipv6)
          .findFirst()
          .orElse(only || known.isEmpty() ? null : known.get(0));
    }
  }
}
