package dev.restrict;

import java.util.List;

/** A word in a promise list that is not a promise. */
public final class UnknownPromiseException extends RestrictException {

  private static final long serialVersionUID = 1L;

  private final String word;
  private final String nearest;

  UnknownPromiseException(String word, String nearest, List<String> words) {
    super(
        "'%s' is not a promise; did you mean '%s'? The promises are: %s"
            .formatted(word, nearest, String.join(" ", words)));
    this.word = word;
    this.nearest = nearest;
  }

  /** The word as it was given. */
  public String word() {
    return word;
  }

  /** The promise whose spelling is nearest. */
  public String nearest() {
    return nearest;
  }
}
