package dev.restrict.spring.resolver;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.TSIG;

/**
 * Asks the first server, and the next one if the first does not answer or cannot, as users of
 * resolv.conf expect. dnsjava's own resolver for several servers takes a server's failure for the
 * answer.
 */
final class Failover implements Resolver {

  private static final Set<Integer> NO_ANSWER = Set.of(Rcode.SERVFAIL, Rcode.NOTIMP, Rcode.REFUSED);

  private final List<Resolver> servers;
  private final int attempts;

  Failover(List<Resolver> servers, int attempts) {
    this.servers = List.copyOf(servers);
    this.attempts = attempts;
  }

  @Override
  public CompletionStage<Message> sendAsync(Message query) {
    return sendAsync(query, Runnable::run);
  }

  @Override
  public CompletionStage<Message> sendAsync(Message query, Executor executor) {
    return ask(query, executor, 0);
  }

  private CompletionStage<Message> ask(Message query, Executor executor, int question) {
    boolean last = question == servers.size() * attempts - 1;
    return servers
        .get(question % servers.size())
        .sendAsync(query, executor)
        .handle(
            (answer, failure) -> {
              if (!last && (failure != null || NO_ANSWER.contains(answer.getRcode()))) {
                return ask(query, executor, question + 1);
              }
              return failure == null
                  ? CompletableFuture.completedFuture(answer)
                  : CompletableFuture.<Message>failedFuture(failure);
            })
        .thenCompose(stage -> stage);
  }

  @Override
  public void setPort(int port) {
    servers.forEach(server -> server.setPort(port));
  }

  @Override
  public void setTCP(boolean flag) {
    servers.forEach(server -> server.setTCP(flag));
  }

  @Override
  public void setIgnoreTruncation(boolean flag) {
    servers.forEach(server -> server.setIgnoreTruncation(flag));
  }

  @Override
  public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {
    servers.forEach(server -> server.setEDNS(version, payloadSize, flags, options));
  }

  @Override
  public void setTSIGKey(@Nullable TSIG key) {
    servers.forEach(server -> server.setTSIGKey(key));
  }

  @Override
  public void setTimeout(Duration timeout) {
    servers.forEach(server -> server.setTimeout(timeout));
  }
}
