package dev.restrict.spring.resolver;

import dev.restrict.net.NameServers;
import dev.restrict.testing.DnsServer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * Two applications in one JVM, each with a DNS server of its own, and what the JVM does as they
 * come and go. With the argument {@code late} the JVM has chosen another resolver before.
 */
final class ResolverOfTwoContexts {

  private static final String NAME = "name.restrict.test";

  private ResolverOfTwoContexts() {}

  public static void main(String[] arguments) throws Exception {
    // A name that was unknown a moment ago is asked for again.
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    if (arguments.length > 0 && arguments[0].equals("late")) {
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
      InetAddress.getByAddress(new byte[] {127, 0, 0, 1}).getHostName();
      thread.setContextClassLoader(before);
    }
    try (DnsServer dnsOfFirst = new DnsServer().add(NAME + ".", 0, "A", "192.0.2.1");
        DnsServer dnsOfSecond = new DnsServer().add(NAME + ".", 0, "A", "192.0.2.2")) {
      say("before", "");
      ConfigurableApplicationContext first = start(dnsOfFirst);
      say("first", lookup());
      dnsOfFirst.replace(NAME + ".", 0, "A", "192.0.2.9");
      say("changed", lookup());
      ConfigurableApplicationContext second = start(dnsOfSecond);
      say("second", lookup());
      first.close();
      say("first closed", lookup());
      second.close();
      say("both closed", lookup());
      ConfigurableApplicationContext outer = start(dnsOfFirst);
      start(dnsOfSecond).close();
      say("inner closed", lookup());
      outer.close();
      say("outer closed", lookup());
    }
  }

  private static ConfigurableApplicationContext start(DnsServer dns) {
    return new SpringApplicationBuilder(Application.class)
        .web(WebApplicationType.NONE)
        .run("--restrict.resolver=" + dns.server(), "--restrict.resolver-options.timeout=1s");
  }

  private static String lookup() {
    try {
      return InetAddress.getAllByName(NAME)[0].getHostAddress();
    } catch (UnknownHostException ex) {
      return "unknown";
    }
  }

  private static void say(String when, String found) {
    System.out.println(when + " found " + found);
    System.out.println(when + " servers " + NameServers.servers().size());
    System.out.println(when + " ttl '" + ttl() + "'");
  }

  private static String ttl() {
    String ttl = Security.getProperty("networkaddress.cache.ttl");
    return ttl == null ? "" : ttl;
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}
}
