package dev.restrict.spring.resolver;

import dev.restrict.ProcessLock;
import dev.restrict.RestrictException;
import dev.restrict.net.Claim;
import dev.restrict.net.NameLookup;
import dev.restrict.net.NameServers;
import dev.restrict.spring.autoconfigure.ContextClaims;
import java.nio.file.Path;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.util.ClassUtils;

/** Has the whole JVM ask the configured servers, and says where it cannot. */
final class JvmResolver implements DisposableBean {

  private static final Log logger = LogFactory.getLog("dev.restrict");

  private static final String NETTY = "reactor.netty.http.client.HttpClient";

  private final ResolverSettings settings;
  private final HostsFile hosts;
  private final ContextClaims claims;

  JvmResolver(ResolverSettings settings, ProcessLock lock) {
    this.settings = settings;
    this.hosts = HostsFile.read(Path.of("/etc/hosts"));
    this.claims = new ContextClaims(lock);
    NameLookup lookup = new DnsjavaLookup(settings, hosts);
    claims.add(NameServers.promise(settings.servers()));
    try {
      install(lookup);
      logger.info("restrict: names are looked up at %s alone".formatted(settings.names()));
    } catch (RestrictException ex) {
      boolean netty = ClassUtils.isPresent(NETTY, getClass().getClassLoader());
      logger.warn(
          ("restrict: NOT COVERED by restrict.resolver: InetAddress, and with it JDBC, RestTemplate, RestClient and"
                  + " everything else that looks names up through the JVM, go on asking the system's resolver. %s ask %s. The reason: %s")
              .formatted(
                  netty ? "Only auto-configured Reactor Netty clients" : "No clients at all",
                  settings.names(),
                  ex.getMessage()));
    }
  }

  /** Where the JVM uses another resolver, the cache is left as it is, and {@code use} says why. */
  private void install(NameLookup lookup) {
    if (!NameServers.attach()) {
      claims.add(NameServers.use(lookup));
      return;
    }
    Claim cache = AddressCache.switchOff();
    try {
      claims.add(NameServers.use(lookup));
      claims.add(cache);
    } catch (RestrictException ex) {
      cache.release();
      throw ex;
    }
  }

  ResolverSettings settings() {
    return settings;
  }

  HostsFile hosts() {
    return hosts;
  }

  @Override
  public void destroy() {
    claims.giveBack();
  }
}
