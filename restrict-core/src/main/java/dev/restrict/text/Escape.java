package dev.restrict.text;

/** Text as one word of a line: no white space, no control characters, never empty. */
public final class Escape {

  private static final String EMPTY = "\\e";

  private Escape() {}

  public static String token(String text) {
    if (text.isEmpty()) {
      return EMPTY;
    }
    StringBuilder word = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        word.append("\\\\");
      } else if (c == ' ') {
        word.append("\\s");
      } else if (Character.isISOControl(c)
          || Character.isWhitespace(c)
          || Character.isSpaceChar(c)
          || Character.isSurrogate(c)
          || Character.getType(c) == Character.FORMAT) {
        word.append("\\u%04x".formatted((int) c));
      } else {
        word.append(c);
      }
    }
    return word.toString();
  }

  /**
   * The text of a word.
   *
   * @throws IllegalArgumentException if it has a backslash that {@link #token} does not write
   */
  public static String text(String word) {
    if (word.equals(EMPTY)) {
      return "";
    }
    StringBuilder text = new StringBuilder(word.length());
    int at = 0;
    while (at < word.length()) {
      char c = word.charAt(at++);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char kind = at < word.length() ? word.charAt(at++) : 0;
      switch (kind) {
        case '\\' -> text.append('\\');
        case 's' -> text.append(' ');
        case 'u' -> {
          if (at + 4 > word.length()) {
            throw new IllegalArgumentException("'" + word + "' ends within an escape");
          }
          text.append((char) Integer.parseInt(word.substring(at, at + 4), 16));
          at += 4;
        }
        default -> throw new IllegalArgumentException("'" + word + "' has an unknown escape");
      }
    }
    return text.toString();
  }
}
