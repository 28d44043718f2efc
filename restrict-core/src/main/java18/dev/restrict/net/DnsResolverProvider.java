package dev.restrict.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Lets {@link NameServers} answer the JVM's lookups; until a server is chosen, the JVM's own
 * resolver answers them. Java 18 and later find this class by {@code META-INF/services}.
 */
public final class DnsResolverProvider extends InetAddressResolverProvider {

  @Override
  public InetAddressResolver get(Configuration configuration) {
    ProviderAttachment.attached();
    return new SwitchingResolver(configuration.builtinResolver());
  }

  @Override
  public String name() {
    return "restrict";
  }

  private record SwitchingResolver(InetAddressResolver builtin) implements InetAddressResolver {

    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
        throws UnknownHostException {
      Optional<NameLookup> lookup = NameServers.lookup();
      if (lookup.isEmpty()) {
        return builtin.lookupByName(host, policy);
      }
      if (host.equals(NameServers.PROBE)) {
        return Stream.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}));
      }
      return lookup.get().addresses(host, recordTypes(policy.characteristics())).stream();
    }

    @Override
    public String lookupByAddress(byte[] address) throws UnknownHostException {
      if (ProviderAttachment.attaching()) {
        throw new UnknownHostException();
      }
      Optional<NameLookup> lookup = NameServers.lookup();
      return lookup.isEmpty() ? builtin.lookupByAddress(address) : lookup.get().name(address);
    }

    private static List<String> recordTypes(int characteristics) {
      boolean ipv4 = (characteristics & LookupPolicy.IPV4) != 0;
      boolean ipv6 = (characteristics & LookupPolicy.IPV6) != 0;
      if (ipv4 && ipv6) {
        return (characteristics & LookupPolicy.IPV6_FIRST) != 0
            ? List.of("AAAA", "A")
            : List.of("A", "AAAA");
      }
      return List.of(ipv6 ? "AAAA" : "A");
    }
  }
}
