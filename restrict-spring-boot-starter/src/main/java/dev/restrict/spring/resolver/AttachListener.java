package dev.restrict.spring.resolver;

import dev.restrict.net.NameServers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Set;
import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.util.ClassUtils;

/**
 * Makes the JVM load this project's resolver provider before it looks up its first name. No server
 * is configured by then; until one is, the provider passes everything on to the JVM's own resolver.
 *
 * <p>dnsjava, which this starter depends on, registers a provider too. It reads resolv.conf, and
 * would take over the lookups of every application where it comes first on the class path. Any
 * other provider is the application's own choice and is left alone here.
 */
final class AttachListener implements ApplicationListener<ApplicationStartingEvent>, Ordered {

  private static final String SERVICE =
      "META-INF/services/java.net.spi.InetAddressResolverProvider";
  private static final Set<String> KNOWN =
      Set.of(
          "dev.restrict.net.DnsResolverProvider",
          "org.xbill.DNS.spi.DnsjavaInetAddressResolverProvider");

  @Override
  public void onApplicationEvent(ApplicationStartingEvent event) {
    if (!hasForeignProvider()) {
      NameServers.attach();
    }
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  private static boolean hasForeignProvider() {
    try {
      ClassLoader loader = ClassUtils.getDefaultClassLoader();
      if (loader == null) {
        return false;
      }
      for (URL file : Collections.list(loader.getResources(SERVICE))) {
        try (BufferedReader lines =
            new BufferedReader(new InputStreamReader(file.openStream(), StandardCharsets.UTF_8))) {
          if (lines
              .lines()
              .map(line -> line.replaceFirst("#.*", "").trim())
              .anyMatch(name -> !name.isEmpty() && !KNOWN.contains(name))) {
            return true;
          }
        }
      }
      return false;
    } catch (IOException | UncheckedIOException ex) {
      // What cannot be read now cannot be loaded either.
      return false;
    }
  }
}
