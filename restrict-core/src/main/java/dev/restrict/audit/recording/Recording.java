package dev.restrict.audit.recording;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What was needed, in one run or in many. Immutable.
 *
 * @param dropped by instance: how many records were lost, because the ring or the memory was full;
 *     every instance is here, even with 0
 * @param places what the names of the table of promises stood for, such as {@code ${libraries}}
 * @param made the folders and files that were made or moved in: no rule can be for them, for a
 *     rule's path must exist when the lock is put on
 * @param facts what was needed
 */
public record Recording(
    SortedMap<String, Long> dropped,
    SortedMap<String, SortedSet<String>> places,
    SortedSet<String> made,
    SortedMap<Fact, Evidence> facts) {

  public Recording {
    dropped = Collections.unmodifiableSortedMap(new TreeMap<>(dropped));
    TreeMap<String, SortedSet<String>> copy = new TreeMap<>();
    places.forEach(
        (name, paths) -> copy.put(name, Collections.unmodifiableSortedSet(new TreeSet<>(paths))));
    places = Collections.unmodifiableSortedMap(copy);
    made = Collections.unmodifiableSortedSet(new TreeSet<>(made));
    facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
  }

  /** A recording of nothing. */
  public static Recording empty() {
    return new Recording(new TreeMap<>(), new TreeMap<>(), new TreeSet<>(), new TreeMap<>());
  }

  /**
   * The union of two. It is commutative, associative and idempotent, so files may be merged in any
   * order and more than once; see {@link Evidence} for how counts are.
   */
  public static Recording merge(Recording a, Recording b) {
    SortedMap<String, SortedSet<String>> places = new TreeMap<>(a.places);
    b.places.forEach(
        (name, paths) ->
            places.merge(
                name,
                paths,
                (x, y) -> {
                  SortedSet<String> both = new TreeSet<>(x);
                  both.addAll(y);
                  return both;
                }));
    SortedSet<String> made = new TreeSet<>(a.made);
    made.addAll(b.made);
    SortedMap<Fact, Evidence> facts = new TreeMap<>(a.facts);
    b.facts.forEach((fact, evidence) -> facts.merge(fact, evidence, Evidence::merge));
    return new Recording(Evidence.greatest(a.dropped, b.dropped), places, made, facts);
  }

  /** How many records were lost, in all instances together. */
  public long lost() {
    return dropped.values().stream().mapToLong(Long::longValue).sum();
  }
}
