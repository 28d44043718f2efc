package dev.restrict.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.Attributes;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

/** Asks one DNS server, with the DNS client that the JDK has (module jdk.naming.dns). */
final class DnsLookup implements NameLookup {

  private static final String TIMEOUT_MILLIS = "2000";
  private static final String TRIES = "2";

  private final NameServers.Server server;

  DnsLookup(NameServers.Server server) {
    this.server = server;
  }

  @Override
  public List<InetAddress> addresses(String host, List<String> recordTypes)
      throws UnknownHostException {
    // RFC 6761: localhost is never asked for.
    if (host.equalsIgnoreCase("localhost") || host.endsWith(".localhost")) {
      return List.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}));
    }
    List<InetAddress> found = new ArrayList<>();
    NamingException failure = null;
    for (String type : recordTypes) {
      try {
        for (String text : query(host, type)) {
          found.add(InetAddress.getByAddress(host, InetAddress.getByName(text).getAddress()));
        }
      } catch (NamingException e) {
        failure = e;
      }
    }
    if (found.isEmpty()) {
      UnknownHostException unknown =
          new UnknownHostException(
              host + ": " + server + " answered " + (failure == null ? "no address" : failure));
      unknown.initCause(failure);
      throw unknown;
    }
    return found;
  }

  @Override
  public String name(byte[] address) throws UnknownHostException {
    String reverse = reverse(address);
    try {
      List<String> names = query(reverse, "PTR");
      if (!names.isEmpty()) {
        String name = names.get(0);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
      }
    } catch (NamingException e) {
      throw new UnknownHostException(reverse + ": " + server + " answered " + e);
    }
    throw new UnknownHostException(reverse);
  }

  private static String reverse(byte[] address) {
    StringBuilder name = new StringBuilder();
    for (int i = address.length - 1; i >= 0; i--) {
      if (address.length == 4) {
        name.append(address[i] & 0xff).append('.');
      } else {
        name.append(Integer.toHexString(address[i] & 0xf)).append('.');
        name.append(Integer.toHexString(address[i] >> 4 & 0xf)).append('.');
      }
    }
    return name.append(address.length == 4 ? "in-addr.arpa" : "ip6.arpa").toString();
  }

  /** JNDI takes a Hashtable and nothing else; of an answer the text of records is read alone. */
  @SuppressWarnings({"JdkObsolete", "BanJNDI"})
  private List<String> query(String name, String type) throws NamingException {
    Hashtable<String, String> environment = new Hashtable<>();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    environment.put(Context.PROVIDER_URL, server.url());
    environment.put("com.sun.jndi.dns.timeout.initial", TIMEOUT_MILLIS);
    environment.put("com.sun.jndi.dns.timeout.retries", TRIES);
    DirContext context = new InitialDirContext(environment);
    try {
      Attributes attributes = context.getAttributes(name, new String[] {type});
      Attribute attribute = attributes.get(type);
      List<String> values = new ArrayList<>();
      if (attribute != null) {
        NamingEnumeration<?> all = attribute.getAll();
        while (all.hasMore()) {
          values.add(all.next().toString());
        }
      }
      return values;
    } finally {
      context.close();
    }
  }
}
