package dev.restrict.audit.suggestion;

import dev.restrict.audit.recording.Evidence;
import dev.restrict.audit.recording.Fact;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Why something is suggested.
 *
 * @param fact what was needed
 * @param evidence by whom, how often, since when
 */
public record Because(Fact fact, Evidence evidence) {

  /** The most frequent first. */
  static final Comparator<Because> ORDER =
      Comparator.<Because>comparingLong(because -> -because.evidence.count())
          .thenComparing(Because::fact);

  static Because of(Map.Entry<Fact, Evidence> entry) {
    return new Because(entry.getKey(), entry.getValue());
  }

  static List<Because> sorted(Collection<Because> reasons) {
    List<Because> sorted = new ArrayList<>(reasons.stream().distinct().toList());
    sorted.sort(ORDER);
    return List.copyOf(sorted);
  }

  /** One line: the call, the path, the thread, how often, and when first. */
  public String text() {
    String call;
    if (fact instanceof Fact.Call known) {
      call = known.syscall() + arguments(known);
    } else if (fact instanceof Fact.PathUse use) {
      call = use.syscall() + (evidence.examples().isEmpty() ? " " + use.path() : "");
    } else {
      Fact.PortUse use = (Fact.PortUse) fact;
      call = use.flag().word() + " " + use.protocol() + " " + use.port();
    }
    String example = evidence.examples().isEmpty() ? "" : " " + evidence.examples().first();
    long count = evidence.count();
    return "%s%s%s, %s, first seen: %s"
        .formatted(
            call,
            example,
            evidence.threads().isEmpty() ? "" : " by " + String.join(", ", threads()),
            count == 1 ? "once" : count + " times",
            evidence.phase());
  }

  private List<String> threads() {
    List<String> all = List.copyOf(evidence.threads());
    return all.size() <= 2 ? all : List.of(all.get(0), all.size() - 1 + " more threads");
  }

  private static String arguments(Fact.Call call) {
    return call.arguments().isEmpty() ? "" : "(" + String.join(", ", words(call)) + ")";
  }

  private static List<String> words(Fact.Call call) {
    List<String> words = new ArrayList<>();
    call.arguments().forEach((index, value) -> words.add("arg%d %s".formatted(index, value)));
    return words;
  }
}
