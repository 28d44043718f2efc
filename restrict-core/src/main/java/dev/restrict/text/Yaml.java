package dev.restrict.text;

/** Writes text as YAML. */
public final class Yaml {

  private Yaml() {}

  /** Any text as a double-quoted scalar, which every YAML parser reads as the same text. */
  public static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints().forEach(c -> append(c, quoted));
    return quoted.append('"').toString();
  }

  private static void append(int c, StringBuilder to) {
    if (c == '"' || c == '\\') {
      to.append('\\').append((char) c);
    } else if (c > 0xffff) {
      to.append("\\U%08x".formatted(c));
    } else if (c == ' ' || isVisible((char) c)) {
      to.append((char) c);
    } else {
      to.append("\\u%04x".formatted(c));
    }
  }

  /** A text as one comment of one line, whatever characters it has. */
  public static String comment(String text) {
    StringBuilder comment = new StringBuilder("# ");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ' || isVisible(c)) {
        comment.append(c);
      } else {
        comment.append("\\u%04x".formatted((int) c));
      }
    }
    return comment.toString();
  }

  private static boolean isVisible(char c) {
    return !Character.isISOControl(c)
        && !Character.isWhitespace(c)
        && !Character.isSpaceChar(c)
        && switch (Character.getType(c)) {
          case Character.SURROGATE, Character.FORMAT, Character.UNASSIGNED, Character.PRIVATE_USE ->
              false;
          default -> true;
        };
  }
}
