package dev.restrict.spring.actuate;

/**
 * A part of the endpoint that is a text.
 *
 * @param answer whether it is the text that was asked for, or why there is none
 * @param json whether it is JSON
 */
record RestrictText(String text, Answer answer, boolean json) {

  /** What a text is. */
  enum Answer {
    FOUND,
    NONE,
    HIDDEN
  }

  static RestrictText none(String why) {
    return new RestrictText(why + "\n", Answer.NONE, false);
  }

  static RestrictText hidden() {
    return new RestrictText(
        "Paths are hidden here. management.endpoint.restrict.show-values decides who sees them.\n",
        Answer.HIDDEN,
        false);
  }
}
