package java.net.spi;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.Stream;

/** The shape of Java 18's interface, to compile against on Java 17. Never in the jar. */
public interface InetAddressResolver {

  Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException;

  String lookupByAddress(byte[] address) throws UnknownHostException;

  /** Which families, in which order. */
  final class LookupPolicy {

    public static final int IPV4 = 1;
    public static final int IPV6 = 2;
    public static final int IPV4_FIRST = 4;
    public static final int IPV6_FIRST = 8;

    private LookupPolicy() {}

    public int characteristics() {
      throw new UnsupportedOperationException();
    }
  }
}
