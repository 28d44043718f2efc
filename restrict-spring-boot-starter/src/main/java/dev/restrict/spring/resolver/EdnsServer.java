package dev.restrict.spring.resolver;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;

/**
 * One server, asked by EDNS (RFC 6891), and without it once it has shown that it does not know
 * that: section 7 there, and what glibc does.
 */
final class EdnsServer {

  private static final Set<Integer> UNKNOWN = Set.of(Rcode.FORMERR, Rcode.NOTIMP, Rcode.BADVERS);
  private static final int NO_EDNS = -1;

  private final SimpleResolver usual;
  private final SimpleResolver plain;
  private volatile boolean old;

  EdnsServer(InetSocketAddress address, Duration timeout) {
    usual = new SimpleResolver(address);
    usual.setTimeout(timeout);
    plain = new SimpleResolver(address);
    plain.setTimeout(timeout);
    plain.setEDNS(NO_EDNS);
  }

  CompletionStage<Message> ask(Message query, Executor executor) {
    if (old) {
      return plain.sendAsync(query, executor);
    }
    return usual
        .sendAsync(query, executor)
        .thenCompose(
            answer ->
                UNKNOWN.contains(answer.getRcode())
                    ? askPlainly(query, executor)
                    : CompletableFuture.completedFuture(answer));
  }

  private CompletionStage<Message> askPlainly(Message query, Executor executor) {
    return plain
        .sendAsync(query, executor)
        .thenApply(
            answer -> {
              old |= !UNKNOWN.contains(answer.getRcode());
              return answer;
            });
  }
}
