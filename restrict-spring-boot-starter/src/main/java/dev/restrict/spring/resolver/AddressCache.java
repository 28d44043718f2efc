package dev.restrict.spring.resolver;

import dev.restrict.net.Claim;
import java.security.Security;

/**
 * The JVM's own cache of addresses. By default it keeps every address for 30 seconds, whatever its
 * TTL. The lookup of this starter has a cache that honours the TTL, so the JVM's is switched off
 * while that lookup is in force, unless the user has configured it.
 *
 * <p>The JVM reads the setting when it looks up its first name, and never again.
 */
final class AddressCache implements Claim {

  private static final String TTL = "networkaddress.cache.ttl";
  private static final String TTL_OF_OLD = "sun.net.inetaddr.ttl";
  private static final String OFF = "0";

  /** A security property cannot be removed, but the JVM ignores a value that is not a number. */
  private static final String UNSET = "";

  private static int holders;
  private static boolean switchedOff;

  private boolean released;

  private AddressCache() {}

  /** Switches it off, before the JVM looks up its first name. */
  static Claim switchOff() {
    synchronized (AddressCache.class) {
      String ttl = Security.getProperty(TTL);
      if (holders++ == 0
          && (ttl == null || ttl.isBlank())
          && System.getProperty(TTL_OF_OLD) == null) {
        Security.setProperty(TTL, OFF);
        switchedOff = true;
      }
      return new AddressCache();
    }
  }

  @Override
  public void release() {
    synchronized (AddressCache.class) {
      if (released) {
        return;
      }
      released = true;
      if (--holders == 0 && switchedOff) {
        switchedOff = false;
        if (OFF.equals(Security.getProperty(TTL))) {
          Security.setProperty(TTL, UNSET);
        }
      }
    }
  }
}
