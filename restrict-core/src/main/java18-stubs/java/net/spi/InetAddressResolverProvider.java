package java.net.spi;

/** The shape of Java 18's class, to compile against on Java 17. Never in the jar. */
public abstract class InetAddressResolverProvider {

  public abstract InetAddressResolver get(Configuration configuration);

  public abstract String name();

  /** What the JVM hands over. */
  public interface Configuration {

    InetAddressResolver builtinResolver();

    String lookupLocalHostName();
  }
}
