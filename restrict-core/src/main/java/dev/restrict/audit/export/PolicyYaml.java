package dev.restrict.audit.export;

import dev.restrict.AccessFlag;
import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.Protocol;
import dev.restrict.audit.recording.Fact;
import dev.restrict.audit.recording.Recording;
import dev.restrict.audit.suggestion.Because;
import dev.restrict.audit.suggestion.Suggestion;
import dev.restrict.text.Placeholders;
import dev.restrict.text.Yaml;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A policy as application.yml. A suggested one has the reason for each line in a comment, and its
 * paths keep their placeholders; one that is in force has neither.
 */
public final class PolicyYaml {

  /** One entry of a list, with the comment behind it, which may be empty. */
  private record Entry(String value, String flags, Optional<Protocol> protocol, String why) {

    static Entry of(String value, String flags) {
      return new Entry(value, flags, Optional.empty(), "");
    }

    /** TCP is what a rule is about if it does not say. */
    Entry with(Protocol protocol) {
      return new Entry(value, flags, Optional.of(protocol).filter(one -> one != Protocol.TCP), why);
    }

    /** The first reason, and how many more there are. */
    static Entry of(String value, String flags, List<Because> reasons, String without) {
      String why = reasons.isEmpty() ? without : reasons.get(0).text();
      if (reasons.size() > 1) {
        why += "; and " + (reasons.size() - 1) + " more";
      }
      return new Entry(value, flags, Optional.empty(), why);
    }
  }

  private final StringBuilder yaml = new StringBuilder();

  private PolicyYaml() {}

  /** The text of a policy; it ends with a line break. */
  public static String of(Policy policy) {
    PolicyYaml text = new PolicyYaml();
    text.comment("The policy in force.");
    text.line("restrict:");
    policy
        .promises()
        .ifPresent(
            promises -> {
              text.mode(policy.mode());
              text.promises(
                  promises.stream().sorted().map(one -> Entry.of(one.word(), "")).toList());
            });
    // An empty list is not the same as none: it leaves no path and no port.
    policy
        .access()
        .ifPresent(
            rules ->
                text.access(
                    rules.stream()
                        .map(
                            rule ->
                                Entry.of(rule.path().toString(), AccessFlag.letters(rule.flags())))
                        .toList()));
    policy
        .ports()
        .ifPresent(
            rules ->
                text.ports(
                    rules.stream()
                        .map(
                            rule ->
                                Entry.of(String.valueOf(rule.port()), rule.letters())
                                    .with(rule.protocol()))
                        .toList()));
    return text.yaml.toString();
  }

  /** The text of a suggestion; it ends with a line break. */
  public static String of(Suggestion suggestion) {
    PolicyYaml text = new PolicyYaml();
    text.head(suggestion);
    text.line("restrict:");
    text.mode(Mode.ERROR);
    text.line("  observe-paths: true");
    text.promises(
        suggestion.promises().stream()
            .map(
                one -> Entry.of(one.promise().word(), "", one.reasons(), "nothing more was needed"))
            .toList());
    if (!suggestion.access().isEmpty()) {
      text.access(
          suggestion.access().stream()
              .map(
                  rule ->
                      Entry.of(
                          rule.path(),
                          AccessFlag.letters(rule.flags()),
                          rule.reasons(),
                          "without any rule the promises would hold for every path"))
              .toList());
    }
    if (!suggestion.ports().isEmpty()) {
      text.ports(
          suggestion.ports().stream()
              .map(
                  port ->
                      Entry.of(
                              String.valueOf(port.rule().port()),
                              port.rule().letters(),
                              port.reasons(),
                              "without any rule inet would hold for every port")
                          .with(port.rule().protocol()))
              .toList());
    }
    return text.yaml.toString();
  }

  private void head(Suggestion suggestion) {
    Recording recording = suggestion.recording();
    int runs = recording.dropped().size();
    comment(
        "Suggested by restrict's audit mode from %d %s: %d facts, %d records lost."
            .formatted(
                runs, runs == 1 ? "run" : "runs", recording.facts().size(), recording.lost()));
    suggestion.notices().forEach(notice -> comment("Note: " + notice + "."));
    for (Because because : suggestion.refused()) {
      Fact.PathUse use = (Fact.PathUse) because.fact();
      comment(
          "Not suggested, because it would open too much: %s: %s (%s)."
              .formatted(use.path(), AccessFlag.letters(use.flags()), because.text()));
    }
    for (Because because : suggestion.unpromised()) {
      comment("No promise grants this, so it will be denied: " + because.text() + ".");
    }
  }

  private void mode(Mode mode) {
    line("  mode: " + mode.name().toLowerCase(Locale.ROOT));
  }

  private void promises(List<Entry> promises) {
    line(promises.isEmpty() ? "  promises: []" : "  promises:");
    promises.forEach(one -> line("    - " + one.value, one.why));
  }

  private void access(List<Entry> rules) {
    rules("access", "path", rules.stream().map(PolicyYaml::quoted).toList());
  }

  private static Entry quoted(Entry rule) {
    return new Entry(
        Yaml.quoted(Placeholders.property(rule.value)), rule.flags, rule.protocol, rule.why);
  }

  private void ports(List<Entry> rules) {
    rules("ports", "port", rules);
  }

  private void rules(String list, String of, List<Entry> rules) {
    line("  " + list + (rules.isEmpty() ? ": []" : ":"));
    for (Entry rule : rules) {
      line("    - " + of + ": " + rule.value, rule.why);
      line("      flags: " + rule.flags);
      rule.protocol.ifPresent(protocol -> line("      protocol: " + protocol.word()));
    }
  }

  private void comment(String text) {
    line(Yaml.comment(text));
  }

  private void line(String line, String why) {
    line(why.isEmpty() ? line : line + " " + Yaml.comment(why));
  }

  private void line(String line) {
    yaml.append(line).append('\n');
  }
}
