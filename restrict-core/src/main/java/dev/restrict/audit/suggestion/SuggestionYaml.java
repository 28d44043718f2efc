package dev.restrict.audit.suggestion;

import dev.restrict.AccessFlag;
import dev.restrict.audit.recording.Fact;
import dev.restrict.audit.recording.Recording;
import dev.restrict.text.Escape;
import java.util.List;

/** A {@link Suggestion} as text for application.yml, with a comment on each line. */
public final class SuggestionYaml {

  private SuggestionYaml() {}

  /** The text; it ends with a line break. */
  public static String of(Suggestion suggestion) {
    StringBuilder yaml = new StringBuilder();
    Recording recording = suggestion.recording();
    int runs = recording.dropped().size();
    comment(
        yaml,
        "Suggested by restrict's audit mode from %d %s: %d facts, %d records lost."
            .formatted(
                runs, runs == 1 ? "run" : "runs", recording.facts().size(), recording.lost()));
    suggestion.notices().forEach(notice -> comment(yaml, "Note: " + notice + "."));
    for (Because because : suggestion.refused()) {
      Fact.PathUse use = (Fact.PathUse) because.fact();
      comment(
          yaml,
          "Not suggested, it would open too much: %s: %s (%s)."
              .formatted(use.path(), AccessFlag.letters(use.flags()), because.text()));
    }
    for (Because because : suggestion.unpromised()) {
      comment(yaml, "No promise grants, so it will be denied: " + because.text() + ".");
    }
    yaml.append("restrict:\n  mode: error\n  observe-paths: true\n  promises:\n");
    for (Suggestion.Promised promised : suggestion.promises()) {
      line(yaml, "    - " + promised.promise(), promised.reasons(), "nothing more was needed");
    }
    if (!suggestion.access().isEmpty()) {
      yaml.append("  access:\n");
      for (Suggestion.Access access : suggestion.access()) {
        line(
            yaml,
            "    - path: " + quoted(access.path()),
            access.reasons(),
            "without any rule the promises would be for every path");
        yaml.append("      flags: ").append(AccessFlag.letters(access.flags())).append('\n');
      }
    }
    if (!suggestion.ports().isEmpty()) {
      yaml.append("  ports:\n");
      for (Suggestion.Port port : suggestion.ports()) {
        line(
            yaml,
            "    - port: " + port.rule().port(),
            port.reasons(),
            "without any rule inet would reach every port");
        yaml.append("      flags: ").append(port.rule().letters()).append('\n');
      }
    }
    return yaml.toString();
  }

  private static void comment(StringBuilder yaml, String text) {
    yaml.append("# ").append(oneLine(text)).append('\n');
  }

  private static void line(StringBuilder yaml, String line, List<Because> reasons, String without) {
    String why = reasons.isEmpty() ? without : reasons.get(0).text();
    if (reasons.size() > 1) {
      why += "; and " + (reasons.size() - 1) + " more";
    }
    yaml.append(line).append(" # ").append(oneLine(why)).append('\n');
  }

  /** A name from the kernel must not end the comment. */
  private static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      String c = text.substring(i, i + 1);
      line.append(c.equals(" ") || c.equals("\\") ? c : Escape.token(c));
    }
    return line.toString();
  }

  private static String quoted(String path) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else {
        String escaped = c == ' ' ? " " : Escape.token(String.valueOf(c));
        quoted.append(escaped);
      }
    }
    return quoted.append('"').toString();
  }
}
