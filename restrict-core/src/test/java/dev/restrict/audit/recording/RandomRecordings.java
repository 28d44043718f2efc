package dev.restrict.audit.recording;

import dev.restrict.AccessFlag;
import dev.restrict.PortFlag;
import dev.restrict.Protocol;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Recordings with few names, so that two of them overlap, and with text that is hard to write. */
public final class RandomRecordings {

  private static final List<AccessFlag> FLAGS = List.of(AccessFlag.values());
  private static final List<Protocol> PROTOCOLS = List.of(Protocol.values());
  private static final List<PortFlag> PORT_FLAGS = List.of(PortFlag.values());

  private static final String[] WORDS = {
    "a",
    "b",
    "",
    " ",
    "two words",
    "line\nbreak",
    "back\\slash",
    "#",
    "\u0085",
    "\u2028",
    "ä",
    "\ud83d\ude00",
    "\ud800",
    "\\s",
    "=",
    "*",
    "${user.dir}/x",
    "\t",
    "\u00a0",
    "first"
  };

  private final Random random;

  public RandomRecordings(long seed) {
    this.random = new Random(seed);
  }

  public Recording next() {
    SortedMap<String, Long> dropped = new TreeMap<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      dropped.put(word(), (long) random.nextInt(3));
    }
    SortedMap<String, SortedSet<String>> places = new TreeMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      places.put(word(), words(1 + random.nextInt(3)));
    }
    SortedMap<Fact, Evidence> facts = new TreeMap<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      facts.put(fact(), evidence());
    }
    return new Recording(dropped, places, words(random.nextInt(3)), facts);
  }

  private Fact fact() {
    return switch (random.nextInt(3)) {
      case 0 -> {
        SortedMap<Integer, String> args = new TreeMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
          args.put(
              random.nextInt(6),
              random.nextBoolean() ? "own" : "0x" + Integer.toHexString(random.nextInt(3)));
        }
        yield new Fact.Call(word(), args);
      }
      case 1 -> {
        Set<AccessFlag> flags = EnumSet.of(FLAGS.get(random.nextInt(4)));
        flags.add(FLAGS.get(random.nextInt(4)));
        yield new Fact.PathUse(word(), word(), flags, random.nextBoolean());
      }
      default ->
          new Fact.PortUse(
              random.nextInt(3),
              PROTOCOLS.get(random.nextInt(2)),
              PORT_FLAGS.get(random.nextInt(2)));
    };
  }

  private Evidence evidence() {
    SortedMap<String, Long> counts = new TreeMap<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      counts.put(word(), 1L + random.nextInt(3));
    }
    return new Evidence(
        counts,
        Instant.ofEpochSecond(random.nextInt(3), random.nextInt(2)),
        word(),
        words(random.nextInt(9)),
        words(random.nextInt(5)),
        List.copyOf(words(random.nextInt(3))));
  }

  private SortedSet<String> words(int count) {
    SortedSet<String> words = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      words.add(word());
    }
    return words;
  }

  private String word() {
    return WORDS[random.nextInt(WORDS.length)];
  }
}
