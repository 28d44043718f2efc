package dev.restrict.audit.suggestion;

import dev.restrict.AccessFlag;
import dev.restrict.PortFlag;
import dev.restrict.PortRule;
import dev.restrict.Promise;
import dev.restrict.audit.recording.Fact;
import dev.restrict.audit.recording.ImpliedPaths;
import dev.restrict.promise.PromiseTable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a new release needs that the policy of the old one does not allow. */
public final class SuggestionDiff {

  private SuggestionDiff() {}

  /** One line for each thing newly needed; empty where the old policy is enough. */
  public static List<String> newlyNeeded(Suggestion old, Suggestion now) {
    List<String> lines = new ArrayList<>();
    Set<Promise> words = old.words();
    now.promises().stream()
        .filter(promised -> !words.contains(promised.promise()))
        .forEach(promised -> lines.add("promise " + promised.promise() + why(promised.reasons())));
    for (Suggestion.Access access : now.access()) {
      Set<AccessFlag> more = EnumSet.copyOf(access.flags());
      more.removeIf(flag -> allows(old, access, flag));
      if (!more.isEmpty()) {
        lines.add(
            "access %s: %s%s"
                .formatted(access.path(), AccessFlag.letters(more), why(access.reasons())));
      }
    }
    for (Suggestion.Port port : now.ports()) {
      Set<PortFlag> more = EnumSet.copyOf(port.rule().flags());
      more.removeIf(flag -> allows(old, port, flag));
      if (!more.isEmpty()) {
        lines.add(
            "port %s: %s%s"
                .formatted(
                    port.rule().protocol().label(port.rule().port()),
                    PortFlag.letters(more),
                    why(port.reasons())));
      }
    }
    lines.addAll(more("not suggested ", old.refused(), now.refused()));
    lines.addAll(more("no promise grants ", old.unpromised(), now.unpromised()));
    return lines;
  }

  private static String why(List<Because> reasons) {
    return reasons.isEmpty() ? "" : " # " + reasons.get(0).text();
  }

  private static boolean allows(Suggestion old, Suggestion.Access access, AccessFlag flag) {
    ImpliedPaths implied = new ImpliedPaths(old.recording().places());
    return old.access().stream()
            .anyMatch(
                rule ->
                    rule.flags().contains(flag) && ImpliedPaths.under(rule.path(), access.path()))
        || old.words().stream()
            .anyMatch(promise -> implied.cover(PromiseTable.of(promise), access.path(), flag, ""));
  }

  /** A policy with inet and without port rules allows every port. */
  private static boolean allows(Suggestion old, Suggestion.Port port, PortFlag flag) {
    PortRule rule = port.rule();
    return old.words().contains(Promise.INET)
        && (old.ports().isEmpty()
            || old.ports().stream()
                .anyMatch(
                    other ->
                        other.rule().port() == rule.port()
                            && other.rule().protocol() == rule.protocol()
                            && other.rule().flags().contains(flag))
            || old.words().stream()
                .flatMap(promise -> PromiseTable.of(promise).ports().stream())
                .anyMatch(grant -> grant.grants(rule.port(), rule.protocol(), flag)));
  }

  private static List<String> more(String what, List<Because> old, List<Because> now) {
    Set<Fact> known = new HashSet<>();
    old.forEach(because -> known.add(because.fact()));
    return now.stream()
        .filter(because -> !known.contains(because.fact()))
        .map(because -> what + because.fact().line() + why(List.of(because)))
        .toList();
  }
}
