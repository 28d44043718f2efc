package dev.restrict.audit.suggestion;

import dev.restrict.AccessFlag;
import dev.restrict.audit.recording.Evidence;
import dev.restrict.audit.recording.Fact;
import dev.restrict.audit.recording.RunNames;
import dev.restrict.promise.Folders;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Folds access to many paths into few rules.
 *
 * <ol>
 *   <li>A path that differs from run to run, or that the application makes, gives its access to the
 *       folder that is there before the lock.
 *   <li>A folder in which the application creates takes in what it does with the files there, for
 *       some of them may be from an earlier run.
 *   <li>More than {@value #MANY} siblings, most of which need the same flags and none more, or
 *       {@value #COUNTED} that differ by numbers alone, become their folder. It stops at the
 *       folders that {@link Folders} names.
 *   <li>What a rule above allows is left out.
 * </ol>
 */
final class AccessRules {

  static final int MANY = 4;
  static final int COUNTED = 3;

  private static final class Rule {
    final Set<AccessFlag> flags = EnumSet.noneOf(AccessFlag.class);
    final Set<Because> reasons = new HashSet<>();

    void add(Rule other) {
      flags.addAll(other.flags);
      reasons.addAll(other.reasons);
    }
  }

  private final Set<String> made;
  private final SortedMap<String, Rule> rules = new TreeMap<>();
  private final Map<Because, Set<AccessFlag>> missing = new LinkedHashMap<>();
  private final List<Because> refused = new ArrayList<>();

  AccessRules(Set<String> made) {
    this.made = made;
  }

  /** Adds access, as far as no promise implies it. */
  void add(Fact.PathUse use, Set<AccessFlag> flags, Evidence evidence) {
    Because because = new Because(use, evidence);
    if (use.missing()) {
      missing.put(because, flags);
      return;
    }
    String path = there(use.path(), made);
    if (Folders.never(path)) {
      refused.add(because);
    } else {
      rule(path).add(rule(flags, because));
    }
  }

  private Rule rule(String path) {
    return rules.computeIfAbsent(path, name -> new Rule());
  }

  private Rule take(String path) {
    Rule rule = rule(path);
    rules.remove(path);
    return rule;
  }

  private static Rule rule(Set<AccessFlag> flags, Because because) {
    Rule rule = new Rule();
    rule.flags.addAll(flags);
    rule.reasons.add(because);
    return rule;
  }

  /** The path, or the nearest folder above it that is there before the application makes it. */
  static String there(String path, Set<String> made) {
    String there = path;
    for (String at = path; !at.isEmpty(); at = Folders.above(at)) {
      if (made.contains(at) || RunNames.differs(name(at))) {
        there = Folders.above(at);
      }
      if (at.equals("/") || Folders.above(at).equals(at)) {
        break;
      }
    }
    return there;
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** What gets no rule, because the rule would open too much. */
  List<Because> refused() {
    return Because.sorted(refused);
  }

  List<Suggestion.Access> fold() {
    boolean changed = true;
    while (changed) {
      missing.entrySet().removeIf(entry -> takeMissing(entry.getKey(), entry.getValue()));
      boolean taken = takeIn();
      changed = foldSiblings() || taken;
    }
    dropCovered();
    List<Suggestion.Access> access = new ArrayList<>();
    rules.forEach(
        (path, rule) ->
            access.add(new Suggestion.Access(path, rule.flags, Because.sorted(rule.reasons))));
    return access;
  }

  /**
   * What was gone when it was looked at was either never there, which takes no right, or was made
   * by the application, in a folder that has a rule to create.
   */
  private boolean takeMissing(Because because, Set<AccessFlag> flags) {
    String at = there(((Fact.PathUse) because.fact()).path(), made);
    while (true) {
      Rule rule = rules.get(at);
      if (rule != null && rule.flags.contains(AccessFlag.CREATE)) {
        rule.add(rule(flags, because));
        return true;
      }
      String above = Folders.above(at);
      if (at.equals(above)) {
        return false;
      }
      at = above;
    }
  }

  private boolean takeIn() {
    for (String path : deepestFirst(rules.keySet())) {
      String folder = Folders.above(path);
      Rule into = rules.get(folder);
      if (!folder.equals(path)
          && into != null
          && into.flags.contains(AccessFlag.CREATE)
          && !Folders.keepsApart(folder)) {
        into.add(take(path));
        return true;
      }
    }
    return false;
  }

  private boolean foldSiblings() {
    Set<String> folders = new HashSet<>();
    rules.keySet().forEach(path -> folders.add(Folders.above(path)));
    for (String folder : deepestFirst(folders)) {
      if (!Folders.keepsApart(folder)) {
        for (Set<String> group : groups(folder)) {
          Rule into = new Rule();
          group.forEach(path -> into.add(take(path)));
          rule(folder).add(into);
          return true;
        }
      }
    }
    return false;
  }

  /** The siblings in a folder that become one. */
  private List<Set<String>> groups(String folder) {
    SortedMap<String, Rule> siblings = new TreeMap<>();
    Map<String, Set<String>> counted = new HashMap<>();
    rules.forEach(
        (path, rule) -> {
          if (Folders.above(path).equals(folder) && !path.equals(folder)) {
            siblings.put(path, rule);
            String same = RunNames.withoutNumbers(name(path));
            if (!same.equals(name(path))) {
              counted.computeIfAbsent(same, key -> new TreeSet<>()).add(path);
            }
          }
        });
    counted.values().removeIf(group -> group.size() < COUNTED);
    List<Set<String>> groups = new ArrayList<>(counted.values());
    siblings.values().stream()
        .map(rule -> rule.flags)
        .distinct()
        .forEach(flags -> alike(siblings, flags).ifPresent(groups::add));
    groups.sort(Comparator.comparing(group -> group.toString()));
    return groups;
  }

  /** Those that need these flags or fewer, if they are many and most of them need all. */
  private static Optional<Set<String>> alike(Map<String, Rule> siblings, Set<AccessFlag> flags) {
    Set<String> within = new TreeSet<>();
    int all = 0;
    for (Map.Entry<String, Rule> sibling : siblings.entrySet()) {
      if (flags.containsAll(sibling.getValue().flags)) {
        within.add(sibling.getKey());
        all += sibling.getValue().flags.equals(flags) ? 1 : 0;
      }
    }
    return within.size() > MANY && 2 * all > within.size() ? Optional.of(within) : Optional.empty();
  }

  private static List<String> deepestFirst(Collection<String> paths) {
    List<String> sorted = new ArrayList<>(paths);
    sorted.sort(
        Comparator.<String>comparingLong(path -> -path.chars().filter(c -> c == '/').count())
            .thenComparing(Comparator.naturalOrder()));
    return sorted;
  }

  private void dropCovered() {
    for (String path : deepestFirst(rules.keySet())) {
      Rule rule = rule(path);
      Set<AccessFlag> above = EnumSet.noneOf(AccessFlag.class);
      @Nullable Rule nearest = null;
      for (String at = path; !at.equals(Folders.above(at)); ) {
        at = Folders.above(at);
        Rule upper = rules.get(at);
        if (upper != null) {
          nearest = nearest == null ? upper : nearest;
          above.addAll(upper.flags);
        }
      }
      if (nearest != null && above.containsAll(rule.flags)) {
        nearest.reasons.addAll(rule.reasons);
        rules.remove(path);
      }
    }
  }
}
