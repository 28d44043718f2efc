package dev.restrict.sample.document;

import org.jspecify.annotations.Nullable;

/** The name of an uploaded file, for people to read. */
final class DocumentName {

  static final int MAX_LENGTH = 255;

  private static final String FALLBACK = "document";

  private DocumentName() {}

  /** What is left of a name that a client sent: no folders, no control characters, not too long. */
  static String of(@Nullable String sent) {
    if (sent == null) {
      return FALLBACK;
    }
    String name = sent.substring(Math.max(sent.lastIndexOf('/'), sent.lastIndexOf('\\')) + 1);
    name = name.replaceAll("[\\p{Cntrl}\\p{Cf}]", "").strip();
    if (name.length() > MAX_LENGTH) {
      name = name.substring(name.length() - MAX_LENGTH);
    }
    return name.isEmpty() || name.equals(".") || name.equals("..") ? FALLBACK : name;
  }
}
