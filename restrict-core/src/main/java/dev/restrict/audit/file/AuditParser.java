package dev.restrict.audit.file;

import dev.restrict.AccessFlag;
import dev.restrict.PortFlag;
import dev.restrict.Protocol;
import dev.restrict.RestrictException;
import dev.restrict.audit.recording.CallFacts;
import dev.restrict.audit.recording.Evidence;
import dev.restrict.audit.recording.Fact;
import dev.restrict.audit.recording.Recording;
import dev.restrict.text.Escape;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the text of {@link AuditText}, of every version. */
final class AuditParser {

  private static final Pattern HEADER =
      Pattern.compile("\\s*" + AuditText.HEADER + " (\\d{1,6})\\s*");

  private final String name;
  private final SortedMap<String, Long> dropped = new TreeMap<>();
  private final SortedMap<String, SortedSet<String>> places = new TreeMap<>();
  private final SortedSet<String> made = new TreeSet<>();
  private final SortedMap<Fact, Evidence> facts = new TreeMap<>();
  private int version;
  private Optional<String> instance = Optional.empty();
  private int number;
  private @Nullable Known known;

  /** What the indented lines say of the fact above them. */
  private static final class Known {
    final Fact fact;
    final int line;
    final SortedMap<String, Long> counts = new TreeMap<>();
    final SortedSet<String> threads = new TreeSet<>();
    final SortedSet<String> examples = new TreeSet<>();
    final List<String> stack = new ArrayList<>();
    @Nullable Instant first;
    String phase = "";

    Known(Fact fact, int line) {
      this.fact = fact;
      this.line = line;
    }
  }

  AuditParser(String name) {
    this.name = name;
  }

  Recording parse(String text) {
    String[] lines = text.split("\n", -1);
    number = 1;
    header(lines[0]);
    for (number = 2; number <= lines.length; number++) {
      String line = lines[number - 1];
      if (line.endsWith("\r")) {
        line = line.substring(0, line.length() - 1);
      }
      if (!line.isBlank() && !line.startsWith("#")) {
        if (!line.startsWith("  ")) {
          finish();
        }
        try {
          line(line);
        } catch (IllegalArgumentException | DateTimeException | RestrictException e) {
          throw failure(number, String.valueOf(e.getMessage()));
        }
      }
    }
    finish();
    return new Recording(dropped, places, made, facts);
  }

  private RestrictException failure(int line, String message) {
    return new RestrictException("%s:%d: %s".formatted(name, line, message));
  }

  private void header(String line) {
    Matcher header = HEADER.matcher(line);
    if (!header.matches()) {
      throw failure(
          1,
          "not an audit file: it must start with '%s %d'"
              .formatted(AuditText.HEADER, AuditText.VERSION));
    }
    version = Integer.parseInt(header.group(1));
    if (version < 1 || version > AuditText.VERSION) {
      throw failure(
          1,
          "version %d is not known; this reads 1 to %d, use a newer release"
              .formatted(version, AuditText.VERSION));
    }
  }

  private void line(String line) {
    if (line.startsWith("  ")) {
      if (known == null) {
        throw new IllegalArgumentException("this belongs to no fact: " + line.trim());
      }
      evidence(known, words(line.substring(2)));
      return;
    }
    List<String> words = words(line);
    switch (words.get(0)) {
      case "instance" -> instance(words);
      case "dropped" -> {
        require(version == 1 && words.size() == 2, "unexpected 'dropped'");
        dropped.put(ofInstance(), number(words.get(1)));
      }
      case "place" -> {
        require(words.size() == 3, "a place is a name and a path");
        places.computeIfAbsent(words.get(1), key -> new TreeSet<>()).add(words.get(2));
      }
      case "made" -> {
        require(words.size() == 2, "'made' has one path");
        made.add(words.get(1));
      }
      case "call" -> known = new Known(call(words), number);
      case "path" -> known = new Known(path(words), number);
      case "port" -> known = new Known(port(words), number);
      default -> throw new IllegalArgumentException("unknown word '%s'".formatted(words.get(0)));
    }
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    for (String word : line.split(" ", -1)) {
      require(!word.isEmpty(), "two spaces in a row");
      words.add(Escape.text(word));
    }
    return words;
  }

  private static void require(boolean valid, String message) {
    if (!valid) {
      throw new IllegalArgumentException(message);
    }
  }

  private static long number(String word) {
    require(word.matches("\\d{1,18}"), "'%s' is not a count".formatted(word));
    return Long.parseLong(word);
  }

  private void instance(List<String> words) {
    if (version == 1) {
      require(words.size() == 2 && instance.isEmpty(), "version 1 has one instance");
      instance = Optional.of(words.get(1));
      dropped.put(words.get(1), 0L);
    } else {
      require(
          words.size() == 4 && words.get(2).equals("dropped"),
          "an instance is 'instance NAME dropped COUNT'");
      dropped.merge(words.get(1), number(words.get(3)), Math::max);
    }
  }

  private String ofInstance() {
    return instance.orElseThrow(() -> new IllegalArgumentException("the instance must come first"));
  }

  private static Fact call(List<String> words) {
    require(words.size() >= 2, "a call has a name");
    SortedMap<Integer, String> arguments = new TreeMap<>();
    for (String word : words.subList(2, words.size())) {
      require(
          word.matches("[0-5]=.*") && CallFacts.isArgument(word.substring(2)),
          "'%s' is not an argument such as 0=0x1".formatted(word));
      arguments.put(word.charAt(0) - '0', word.substring(2));
    }
    return new Fact.Call(words.get(1), arguments);
  }

  private static Fact path(List<String> words) {
    boolean missing = words.size() == 5 && words.get(4).equals("missing");
    require(words.size() == 4 || missing, "a path has flags and a call");
    return new Fact.PathUse(words.get(3), words.get(1), AccessFlag.parse(words.get(2)), missing);
  }

  private static Fact port(List<String> words) {
    require(
        words.size() == 4
            && words.get(1).matches("tcp|udp")
            && words.get(2).matches("bind|connect")
            && words.get(3).matches("\\d{1,5}"),
        "a port is 'port tcp|udp bind|connect NUMBER'");
    int port = Integer.parseInt(words.get(3));
    require(port <= 65_535, port + " is not a port");
    return new Fact.PortUse(
        port,
        Protocol.valueOf(words.get(1).toUpperCase(Locale.ROOT)),
        PortFlag.valueOf(words.get(2).toUpperCase(Locale.ROOT)));
  }

  private void evidence(Known known, List<String> words) {
    switch (words.get(0)) {
      case "first" -> {
        require(words.size() == 3, "'first' has a time and a phase");
        known.first = Instant.parse(words.get(1));
        known.phase = words.get(2);
      }
      case "count" -> {
        boolean one = version == 1;
        require(
            words.size() == (one ? 2 : 3),
            one ? "a count is one number" : "a count has an instance and a number");
        known.counts.put(one ? ofInstance() : words.get(1), number(words.get(one ? 1 : 2)));
      }
      case "thread" -> known.threads.add(single(words));
      case "example" -> known.examples.add(single(words));
      case "at" -> known.stack.add(single(words));
      default -> throw new IllegalArgumentException("unknown word '%s'".formatted(words.get(0)));
    }
  }

  private static String single(List<String> words) {
    require(words.size() == 2, "'%s' has one word".formatted(words.get(0)));
    return words.get(1);
  }

  private void finish() {
    if (known != null) {
      facts.merge(known.fact, evidence(known), Evidence::merge);
      known = null;
    }
  }

  private Evidence evidence(Known of) {
    if (of.first == null || of.counts.isEmpty()) {
      throw failure(of.line, "this fact has no 'first' or no 'count'");
    }
    return new Evidence(of.counts, of.first, of.phase, of.threads, of.examples, of.stack);
  }
}
