package dev.restrict.spring.resolver;

import dev.restrict.net.NameLookup;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Cache;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/**
 * Looks names up with dnsjava: search domains, both address families at once, a cache that honours
 * the TTL, TCP where an answer is too long. Of the system's configuration only /etc/hosts is read,
 * once.
 */
final class DnsjavaLookup implements NameLookup {

  private final ResolverSettings settings;
  private final HostsFile hosts;
  private final LookupSession session;
  private final SearchPath path;
  private final Unanswered unanswered = new Unanswered();
  private final Duration patience;

  /** Asked when the first question is sent. */
  private static final String PORT_OF_THE_KERNEL = "dnsjava.udp.ephemeral.use_ephemeral_port";

  DnsjavaLookup(ResolverSettings settings, HostsFile hosts) {
    if (System.getProperty(PORT_OF_THE_KERNEL) == null) {
      // dnsjava would choose the port of a question by itself. Where UDP is judged, the promise dns
      // grants only one that the kernel chooses, which is as hard to guess.
      System.setProperty(PORT_OF_THE_KERNEL, "true");
    }
    this.settings = settings;
    this.hosts = hosts;
    List<EdnsServer> servers =
        settings.addresses().stream()
            .map(address -> new EdnsServer(address, settings.timeout()))
            .toList();
    this.session =
        LookupSession.builder()
            .resolver(new Failover(servers, settings.attempts()))
            .cache(new Cache(DClass.IN))
            // Not on a pool: all of its threads could be callers that wait for an answer.
            .executor(Runnable::run)
            .build();
    this.path =
        new SearchPath(
            session,
            settings.search().stream().map(DnsjavaLookup::domain).toList(),
            settings.ndots());
    // The longest that it can take: every server, attempt and domain, by UDP, then without EDNS
    // or by TCP.
    this.patience =
        settings
            .timeout()
            .multipliedBy(
                2L * settings.attempts() * servers.size() * (settings.search().size() + 1))
            .plusSeconds(1);
  }

  private static Name domain(String text) {
    try {
      return Name.fromString(text.trim(), Name.root);
    } catch (TextParseException ex) {
      throw new IllegalArgumentException(ex);
    }
  }

  @Override
  public List<InetAddress> addresses(String host, List<String> recordTypes)
      throws UnknownHostException {
    List<InetAddress> local = wanted(local(host), recordTypes);
    if (!local.isEmpty()) {
      return local;
    }
    Name name;
    try {
      name = Name.fromString(host);
    } catch (TextParseException ex) {
      throw unknown(host, "it is not a valid DNS name", ex);
    }
    Map<String, CompletableFuture<LookupResult>> questions = new LinkedHashMap<>();
    for (String type : recordTypes) {
      if (!unanswered.contains(name, type)) {
        questions.put(type, path.lookup(name, Type.value(type)));
      }
    }
    List<InetAddress> found = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    UnknownHostException failure = null;
    for (Map.Entry<String, CompletableFuture<LookupResult>> question : questions.entrySet()) {
      try {
        for (Record answer : await(host, question.getValue()).getRecords()) {
          if (answer instanceof ARecord a) {
            found.add(InetAddress.getByAddress(host, a.getAddress().getAddress()));
          } else if (answer instanceof AAAARecord aaaa) {
            found.add(InetAddress.getByAddress(host, aaaa.getAddress().getAddress()));
          }
        }
      } catch (UnknownHostException ex) {
        failure = ex;
        if (!(ex.getCause() instanceof NoSuchDomainException
            || ex.getCause() instanceof NoSuchRRSetException)) {
          silent.add(question.getKey());
        }
      }
    }
    if (!found.isEmpty()) {
      silent.forEach(type -> unanswered.add(name, type));
    }
    if (found.isEmpty()) {
      throw failure == null ? unknown(host, "it has no address", null) : failure;
    }
    return found;
  }

  private List<InetAddress> local(String host) throws UnknownHostException {
    List<InetAddress> known = hosts.addresses(host);
    String lower = host.toLowerCase(Locale.ROOT);
    // RFC 6761: no server is ever asked for localhost.
    if (known.isEmpty() && (lower.equals("localhost") || lower.endsWith(".localhost"))) {
      byte[] ipv6 = new byte[16];
      ipv6[15] = 1;
      return List.of(
          InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}),
          InetAddress.getByAddress(host, ipv6));
    }
    return known;
  }

  private static List<InetAddress> wanted(List<InetAddress> addresses, List<String> recordTypes) {
    List<InetAddress> wanted = new ArrayList<>();
    for (String type : recordTypes) {
      int length = type.equals("A") ? 4 : 16;
      addresses.stream()
          .filter(address -> address.getAddress().length == length)
          .forEach(wanted::add);
    }
    return wanted;
  }

  @Override
  public String name(byte[] address) throws UnknownHostException {
    InetAddress asked = InetAddress.getByAddress(address);
    var local = hosts.name(asked);
    if (local.isPresent()) {
      return local.get();
    }
    String text = asked.getHostAddress();
    for (Record answer :
        await(
                text,
                session.lookupAsync(ReverseMap.fromAddress(asked), Type.PTR).toCompletableFuture())
            .getRecords()) {
      if (answer instanceof PTRRecord pointer) {
        return pointer.getTarget().toString(true);
      }
    }
    throw unknown(text, "it has no name", null);
  }

  private LookupResult await(String asked, CompletableFuture<LookupResult> question)
      throws UnknownHostException {
    try {
      return question.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException ex) {
      throw unknown(asked, "no answer in %d ms".formatted(patience.toMillis()), ex);
    } catch (InterruptedException ex) {
      Thread.currentThread().interrupt();
      throw unknown(asked, "the thread was interrupted", ex);
    } catch (ExecutionException ex) {
      Throwable cause = SearchPath.cause(ex.getCause());
      throw unknown(asked, String.valueOf(cause), cause);
    }
  }

  private UnknownHostException unknown(String asked, String reason, @Nullable Throwable cause) {
    UnknownHostException unknown =
        new UnknownHostException("%s: asked %s: %s".formatted(asked, settings.names(), reason));
    unknown.initCause(cause);
    return unknown;
  }
}
