package dev.restrict.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URL;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has the JVM take {@link DnsResolverProvider}.
 *
 * <p>The JVM looks for a provider once, when it resolves its first name, by the context class
 * loader of the thread that happens to ask. In an executable jar that loader must be the one of the
 * nested jars; and where several libraries bring a provider, such as dnsjava, the first of the
 * class path wins. So this thread asks first, with a loader that shows one provider.
 */
final class ProviderAttachment {

  static final int FIRST_JAVA = 18;

  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final String SERVICE =
      "META-INF/services/java.net.spi.InetAddressResolverProvider";
  private static final String PROVIDER = "dev.restrict.net.DnsResolverProvider";

  private static volatile boolean attached;
  private static volatile @Nullable Thread attaching;
  private static boolean refused;

  private ProviderAttachment() {}

  /** Whether the JVM has taken the provider; asks it to do so if it has taken none yet. */
  static synchronized boolean attach() {
    if (!attached && !refused && Runtime.version().feature() >= FIRST_JAVA) {
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      thread.setContextClassLoader(new OneProvider(NameServers.class.getClassLoader()));
      attaching = thread;
      try {
        // From address to name: a lookup of a name would fix how long the JVM caches names.
        InetAddress.getByAddress(LOOPBACK).getHostName();
      } catch (UnknownHostException e) {
        throw new IllegalStateException(e);
      } finally {
        attaching = null;
        thread.setContextClassLoader(before);
      }
      refused = !attached;
    }
    return attached;
  }

  /** The JVM has made the provider. */
  static void attached() {
    attached = true;
  }

  /** Whether this thread asks only to have the provider made. */
  static boolean attaching() {
    return attaching == Thread.currentThread();
  }

  /** Shows this library's provider and no other. */
  private static final class OneProvider extends ClassLoader {

    OneProvider(ClassLoader parent) {
      super(parent);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      if (!name.equals(SERVICE)) {
        return super.getResources(name);
      }
      List<URL> own = new ArrayList<>();
      for (URL file : Collections.list(super.getResources(name))) {
        try (InputStream text = file.openStream()) {
          if (new String(text.readAllBytes(), StandardCharsets.UTF_8).contains(PROVIDER)) {
            own.add(file);
          }
        }
      }
      return Collections.enumeration(own);
    }
  }
}
