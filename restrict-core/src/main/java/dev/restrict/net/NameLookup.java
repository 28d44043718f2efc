package dev.restrict.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Looks up names and addresses. {@link NameServers} can put one in the place of the JVM's own
 * lookup; {@link DnsLookup} is the one that needs no library.
 */
public interface NameLookup {

  /**
   * The addresses of a name.
   *
   * @param recordTypes the wanted families, {@code A} and {@code AAAA}; the addresses come in their
   *     order
   * @return at least one
   * @throws UnknownHostException if there is none
   */
  List<InetAddress> addresses(String host, List<String> recordTypes) throws UnknownHostException;

  /**
   * The name of an address.
   *
   * @throws UnknownHostException if it has none
   */
  String name(byte[] address) throws UnknownHostException;
}
