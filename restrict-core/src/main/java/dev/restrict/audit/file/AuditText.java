package dev.restrict.audit.file;

import dev.restrict.audit.recording.Recording;
import dev.restrict.text.Escape;

/**
 * A {@link Recording} as text: one fact a line, in a fixed order, what is known of it indented
 * below it, so that a diff shows what is new. Words are separated by spaces; see {@link Escape}.
 *
 * <pre>
 * restrict-audit 2
 * instance web-1 dropped 0
 * place ${libraries} /usr/lib
 * made /data/db
 * call socket 0=0x2 1=0x1 2=0x0
 *   first 2026-01-31T12:00:00Z start
 *   count web-1 12
 *   thread main
 * path /data crw openat
 *   …
 * port tcp bind 8080
 *   …
 * </pre>
 *
 * <p>Version 1 knew one instance a file: {@code instance web-1}, {@code dropped 0}, and counts
 * without the instance's name. Merged files made the difference.
 */
final class AuditText {

  static final String HEADER = "restrict-audit";
  static final int VERSION = 2;

  private AuditText() {}

  static String of(Recording recording) {
    StringBuilder text = new StringBuilder();
    text.append(HEADER).append(' ').append(VERSION).append('\n');
    recording
        .dropped()
        .forEach((instance, count) -> line(text, "instance", instance, "dropped", count));
    recording
        .places()
        .forEach((name, paths) -> paths.forEach(path -> line(text, "place", name, path)));
    recording.made().forEach(path -> line(text, "made", path));
    recording
        .facts()
        .forEach(
            (fact, evidence) -> {
              text.append(fact.line()).append('\n');
              line(text, "  first", evidence.first(), evidence.phase());
              evidence.counts().forEach((instance, n) -> line(text, "  count", instance, n));
              evidence.threads().forEach(thread -> line(text, "  thread", thread));
              evidence.examples().forEach(example -> line(text, "  example", example));
              evidence.stack().forEach(frame -> line(text, "  at", frame));
            });
    return text.toString();
  }

  private static void line(StringBuilder text, String keyword, Object... words) {
    text.append(keyword);
    for (Object word : words) {
      text.append(' ').append(Escape.token(word.toString()));
    }
    text.append('\n');
  }

  static Recording parse(String name, String text) {
    return new AuditParser(name).parse(text);
  }
}
