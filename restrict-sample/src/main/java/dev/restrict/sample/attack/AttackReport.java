package dev.restrict.sample.attack;

/**
 * What came of an attack.
 *
 * @param attack its name
 * @param attempted what was tried
 * @param succeeded whether the intruder got what he wanted
 * @param outcome what he got, or the exception that he got instead
 */
record AttackReport(String attack, String attempted, boolean succeeded, String outcome) {

  private static final int LONGEST = 400;

  /** An attempt; it answers with what the intruder got, or throws. */
  @FunctionalInterface
  interface Attempt {
    String run() throws Exception;
  }

  /**
   * Really makes the attempt. Whatever is thrown, errors of the linker too, is part of the report.
   */
  static AttackReport of(String attack, String attempted, Attempt attempt) {
    try {
      String got = attempt.run();
      return new AttackReport(attack, attempted, true, shorten(got));
    } catch (Exception | LinkageError e) {
      return new AttackReport(attack, attempted, false, describe(e));
    }
  }

  static String describe(Throwable e) {
    return shorten(e.getClass().getName() + ": " + e.getMessage());
  }

  private static String shorten(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " …";
  }
}
