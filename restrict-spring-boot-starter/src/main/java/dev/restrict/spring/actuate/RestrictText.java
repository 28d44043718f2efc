package dev.restrict.spring.actuate;

import java.nio.charset.StandardCharsets;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * A part of the endpoint that is a text.
 *
 * @param answer whether it is the text that was asked for, or why there is none
 */
record RestrictText(String text, Answer answer, MimeType type) {

  /** What a text is. */
  enum Answer {
    FOUND,
    NONE,
    HIDDEN
  }

  private static final MimeType PLAIN =
      new MimeType(MimeTypeUtils.TEXT_PLAIN, StandardCharsets.UTF_8);

  static RestrictText found(String text, String mediaType) {
    MimeType type = MimeType.valueOf(mediaType);
    boolean plain = type.equalsTypeAndSubtype(PLAIN);
    return new RestrictText(text, Answer.FOUND, plain ? PLAIN : type);
  }

  static RestrictText none(String why) {
    return new RestrictText(why + "\n", Answer.NONE, PLAIN);
  }

  static RestrictText hidden() {
    return new RestrictText(
        "Paths are hidden here. management.endpoint.restrict.show-values decides who sees them.\n",
        Answer.HIDDEN,
        PLAIN);
  }
}
