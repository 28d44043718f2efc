package dev.restrict.spring.resolver;

import dev.restrict.ProcessLock;
import dev.restrict.RestrictException;
import dev.restrict.Status;
import dev.restrict.net.NameServers;
import java.nio.file.Path;
import java.security.Security;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.util.ClassUtils;

/** Makes the configured servers those that the whole JVM asks, and says where it cannot. */
final class JvmResolver implements DisposableBean {

  private static final Log logger = LogFactory.getLog("dev.restrict");

  private static final String POSITIVE_TTL = "networkaddress.cache.ttl";
  private static final String NETTY = "reactor.netty.http.client.HttpClient";

  private final ResolverSettings settings;
  private final HostsFile hosts;
  private final ProcessLock lock;

  JvmResolver(ResolverSettings settings, ProcessLock lock) {
    this.settings = settings;
    this.lock = lock;
    this.hosts = HostsFile.read(Path.of("/etc/hosts"));
    NameServers.promise(settings.servers());
    try {
      letTheTtlRule();
      NameServers.use(settings.servers(), new DnsjavaLookup(settings, hosts));
      logger.info("restrict: names are looked up at %s alone".formatted(settings.names()));
    } catch (RestrictException ex) {
      boolean netty = ClassUtils.isPresent(NETTY, getClass().getClassLoader());
      logger.warn(
          ("restrict: NOT COVERED by restrict.resolver: InetAddress, and with it JDBC, RestTemplate, RestClient and all"
                  + " else that looks names up by the JVM, go on asking the system's resolver. %s ask %s. The reason: %s")
              .formatted(
                  netty ? "Only auto-configured Reactor Netty clients" : "No clients at all",
                  settings.names(),
                  ex.getMessage()));
    }
  }

  ResolverSettings settings() {
    return settings;
  }

  HostsFile hosts() {
    return hosts;
  }

  /**
   * The JVM keeps every address for 30 seconds where nothing is configured. The lookup has a cache
   * that knows better. Has an effect only where no name was looked up before.
   */
  private static void letTheTtlRule() {
    if (Security.getProperty(POSITIVE_TTL) == null
        && System.getProperty("sun.net.inetaddr.ttl") == null) {
      Security.setProperty(POSITIVE_TTL, "0");
    }
  }

  /**
   * An application context that is closed in a JVM that lives on, as in tests, leaves nothing
   * behind. A locked process does not win anything back.
   */
  @Override
  public void destroy() {
    if (lock.status().state() == Status.State.UNLOCKED) {
      NameServers.release();
    }
  }
}
