package dev.restrict.spring.resolver;

import java.util.LinkedHashMap;
import java.util.Map;
import org.xbill.DNS.Name;

/**
 * The families of addresses that nobody answers for, although another one of the same name is
 * answered: some servers drop every question for AAAA. Such a question costs its timeout once, and
 * is then left out for as long as a failure may be kept (RFC 2308, section 7: at most five
 * minutes). A name of which nothing is answered is not kept: its server may be back.
 */
final class Unanswered {

  private static final long KEPT_NANOS = 5L * 60 * 1_000_000_000;
  private static final int MOST = 1000;

  private record Question(Name name, String type) {}

  /** When each was asked in vain, the oldest first. */
  private final Map<Question, Long> since =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Long> eldest) {
          return size() > MOST;
        }
      };

  synchronized void add(Name name, String type) {
    since.put(new Question(name, type), System.nanoTime());
  }

  synchronized boolean contains(Name name, String type) {
    Question question = new Question(name, type);
    Long then = since.get(question);
    if (then != null && System.nanoTime() - then >= KEPT_NANOS) {
      since.remove(question);
      return false;
    }
    return then != null;
  }
}
