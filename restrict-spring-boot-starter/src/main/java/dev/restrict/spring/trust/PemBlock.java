package dev.restrict.spring.trust;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A block of a PEM file that says it is a certificate.
 *
 * @param line where it begins
 * @param text the block, with its marks
 */
record PemBlock(int line, String text) {

  /** At least as lenient as {@code PemContent}, which must not see a block that is missed here. */
  private static final Pattern MARK =
      Pattern.compile(
          "-+(BEGIN|END)\\s+(.*?)(?:--+|$)", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  private static final List<String> LABELS = List.of("CERTIFICATE", "X509 CERTIFICATE");

  /**
   * Finds the blocks of a file by their BEGIN and END marks. Everything outside of them is a
   * comment.
   *
   * @throws dev.restrict.spring.diagnostics.InvalidRestrictPropertyException if a mark has no
   *     partner, or a block is something else
   */
  static List<PemBlock> in(String text, PemFile file) {
    List<PemBlock> blocks = new ArrayList<>();
    Open open = null;
    Matcher mark = MARK.matcher(text);
    while (mark.find()) {
      String label = mark.group(2).strip().toUpperCase(Locale.ROOT);
      int line = 1 + (int) text.substring(0, mark.start()).chars().filter(c -> c == '\n').count();
      if (mark.group(1).equalsIgnoreCase("BEGIN")) {
        open = begin(label, line, mark.start(), open, file);
      } else {
        if (open == null || !label.equals(open.label)) {
          throw file.broken(line, "END %s ends no block that is open".formatted(label), null);
        }
        blocks.add(new PemBlock(open.line, text.substring(open.start, mark.end())));
        open = null;
      }
    }
    if (open != null) {
      throw file.broken(open.line, "the block has no END line", null);
    }
    return blocks;
  }

  private static Open begin(
      String label, int line, int start, @Nullable Open before, PemFile file) {
    if (before != null) {
      throw file.broken(before.line, "the block has no END line before the next one begins", null);
    }
    if (!LABELS.contains(label)) {
      Optional<OtherFormat> other = OtherFormat.ofBlock(label, file.name());
      throw file.invalid(
          line,
          "a block '%s' is no certificate%s"
              .formatted(label, other.map(one -> ", but " + one.name()).orElse("")),
          other
              .map(OtherFormat::remedy)
              .orElse(
                  "Keep only the certificates of the trusted authorities in this file"
                      + (label.contains("PRIVATE KEY")
                          ? "; a private key belongs elsewhere."
                          : ".")),
          null);
    }
    return new Open(label, line, start);
  }

  /** A block whose END mark has not come yet. */
  private record Open(String label, int line, int start) {}
}
