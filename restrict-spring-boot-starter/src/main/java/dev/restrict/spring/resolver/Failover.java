package dev.restrict.spring.resolver;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;

/**
 * Asks the first server, and the next one if the first does not answer or cannot, as users of
 * resolv.conf expect. dnsjava's own resolver for several servers takes a server's failure for the
 * answer. How a question is sent is up to {@link EdnsServer}, so nothing can be set here.
 */
final class Failover implements Resolver {

  /** The only ones that say something of the name. */
  private static final Set<Integer> ANSWERS = Set.of(Rcode.NOERROR, Rcode.NXDOMAIN);

  private final List<EdnsServer> servers;
  private final int attempts;

  Failover(List<EdnsServer> servers, int attempts) {
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
        .ask(query, executor)
        .handle(
            (answer, failure) -> {
              if (!last && (failure != null || !isAnswer(answer))) {
                return ask(query, executor, question + 1);
              }
              return failure == null
                  ? CompletableFuture.completedFuture(answer)
                  : CompletableFuture.<Message>failedFuture(failure);
            })
        .thenCompose(stage -> stage);
  }

  private static boolean isAnswer(Message message) {
    return ANSWERS.contains(message.getRcode()) && !refersToOthers(message);
  }

  /** It has no answer, is no authority and does not ask others: as glibc, the next one may. */
  private static boolean refersToOthers(Message message) {
    return message.getRcode() == Rcode.NOERROR
        && message.getSection(Section.ANSWER).isEmpty()
        && !message.getHeader().getFlag(Flags.AA)
        && !message.getHeader().getFlag(Flags.RA);
  }

  @Override
  public void setPort(int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setTCP(boolean flag) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setIgnoreTruncation(boolean flag) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setTSIGKey(@Nullable TSIG key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setTimeout(Duration timeout) {
    throw new UnsupportedOperationException();
  }
}
