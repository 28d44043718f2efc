package dev.restrict.platforms;

import dev.restrict.Mode;
import java.util.Locale;

/** What is started in a setting. */
enum Run {
  /** {@link Probe} in mode kill; in the end a denied call ends it. */
  KILL(Mode.KILL, Run.ALONE, false),
  /** {@link Probe} in mode error. */
  ERROR(Mode.ERROR, Run.ALONE, false),
  /** {@link Probe} in mode audit. */
  AUDIT(Mode.AUDIT, Run.ALONE, false),
  /** {@link Probe} in mode error, with a child that the policy allows. */
  CHILDREN(Mode.ERROR, Run.ALONE + " proc exec", false),
  /** The sample in mode error, attacked. */
  SAMPLE_ERROR(Mode.ERROR, Run.SERVICE, true),
  /** The sample in mode audit, attacked. */
  SAMPLE_AUDIT(Mode.AUDIT, Run.SERVICE, true);

  private static final String ALONE = "stdio rpath inet";
  private static final String SERVICE = "stdio rpath wpath cpath flock inet";

  private final Mode mode;
  private final String promises;
  private final boolean sample;

  Run(Mode mode, String promises, boolean sample) {
    this.mode = mode;
    this.promises = promises;
    this.sample = sample;
  }

  Mode mode() {
    return mode;
  }

  String promises() {
    return promises;
  }

  boolean isSample() {
    return sample;
  }

  /** As the table and the command line have it. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Run of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
