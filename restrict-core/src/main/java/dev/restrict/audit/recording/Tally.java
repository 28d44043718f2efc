package dev.restrict.audit.recording;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@link Evidence} of one run while it grows, without a new object for each call. */
final class Tally {

  private long count;
  private Instant first = Instant.MAX;
  private String phase = "";
  private final SortedSet<String> threads = new TreeSet<>();
  private final SortedSet<String> examples = new TreeSet<>();
  private List<String> stack = List.of();

  void add(Instant time, String phase) {
    count++;
    if (time.isBefore(first)) {
      first = time;
      this.phase = phase;
    }
  }

  void thread(String thread) {
    least(Evidence.THREADS, threads, thread);
  }

  void example(Optional<String> example) {
    example.ifPresent(one -> least(Evidence.EXAMPLES, examples, one));
  }

  void stack(Optional<List<String>> seen) {
    seen.ifPresent(one -> stack = Evidence.leastStack(stack, one));
  }

  private static void least(int limit, SortedSet<String> all, String one) {
    if (all.add(one) && all.size() > limit) {
      all.remove(all.last());
    }
  }

  Evidence evidence(String instance) {
    TreeMap<String, Long> counts = new TreeMap<>();
    counts.put(instance, count);
    return new Evidence(counts, first, phase, threads, examples, stack);
  }
}
