package dev.restrict.audit.recording;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who needed a fact, how often, and since when.
 *
 * <p>Every part of {@link #merge} is the greatest or the least of both sides, or their union, so
 * merging is commutative, associative and idempotent. Counts are kept by instance: within one
 * instance a count only grows, so the greater one is the later one, and the sum over instances
 * counts nothing twice.
 *
 * @param counts how often, by instance
 * @param first when first
 * @param phase the phase it was in then
 * @param threads the first {@value #THREADS} names, by their order, of the threads that did it;
 *     {@code *} stands for a number at the end of a name
 * @param examples the first {@value #EXAMPLES} of the paths and addresses, by their order
 * @param stack the first of the Java stacks that were seen, by their order; empty where none was
 */
public record Evidence(
    SortedMap<String, Long> counts,
    Instant first,
    String phase,
    SortedSet<String> threads,
    SortedSet<String> examples,
    List<String> stack) {

  static final int THREADS = 6;
  static final int EXAMPLES = 3;

  public Evidence {
    counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    threads = least(THREADS, threads, Set.of());
    examples = least(EXAMPLES, examples, Set.of());
    stack = List.copyOf(stack);
  }

  /** How often, in all instances together. */
  public long count() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  public Evidence merge(Evidence other) {
    boolean earlier =
        !first.equals(other.first)
            ? first.isBefore(other.first)
            : phase.compareTo(other.phase) <= 0;
    return new Evidence(
        greatest(counts, other.counts),
        earlier ? first : other.first,
        earlier ? phase : other.phase,
        least(THREADS, threads, other.threads),
        least(EXAMPLES, examples, other.examples),
        leastStack(stack, other.stack));
  }

  /** The union of both, and where both have a key the greater count. */
  static SortedMap<String, Long> greatest(SortedMap<String, Long> a, SortedMap<String, Long> b) {
    SortedMap<String, Long> all = new TreeMap<>(a);
    b.forEach((key, count) -> all.merge(key, count, Math::max));
    return all;
  }

  private static SortedSet<String> least(int limit, Set<String> a, Set<String> b) {
    TreeSet<String> all = new TreeSet<>(a);
    all.addAll(b);
    while (all.size() > limit) {
      all.pollLast();
    }
    return Collections.unmodifiableSortedSet(all);
  }

  /** The one that comes first by its frames; one that was taken comes before none. */
  static List<String> leastStack(List<String> a, List<String> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int order = a.get(i).compareTo(b.get(i));
      if (order != 0) {
        return order < 0 ? a : b;
      }
    }
    return a.size() <= b.size() ? a : b;
  }
}
