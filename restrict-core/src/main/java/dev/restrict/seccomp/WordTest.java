package dev.restrict.seccomp;

import dev.restrict.linux.SeccompData;
import dev.restrict.promise.ArgCheck;
import java.util.ArrayList;
import java.util.List;

/**
 * A condition on one 32-bit word: {@code (word & mask) == value}.
 *
 * @param offset of the word in {@link SeccompData}
 * @param mask not 0, unless the test can never hold
 * @param value what the bits must be
 */
record WordTest(int offset, int mask, int value) {

  /**
   * The tests that a check consists of, all of which must hold; none if it always holds. An {@code
   * int} argument never has a test on its high word, because the mask has no bits there.
   */
  static List<WordTest> of(ArgCheck check, int pid) {
    List<WordTest> tests = new ArrayList<>();
    long value = check.expected(pid);
    int low = SeccompData.argLow(check.index());
    int high = SeccompData.argHigh(check.index());
    add(tests, new WordTest(low, (int) check.mask(), (int) value));
    add(tests, new WordTest(high, (int) (check.mask() >>> 32), (int) (value >>> 32)));
    return tests;
  }

  private static void add(List<WordTest> tests, WordTest test) {
    if (test.mask != 0 || test.value != 0) {
      tests.add(test);
    }
  }

  /** Whether both look at the same bits of the same word. */
  boolean sameBits(WordTest other) {
    return offset == other.offset && mask == other.mask;
  }

  /** Whether one JSET decides it, without masking first. */
  boolean isBitTest() {
    return mask != -1 && (value == 0 || (value == mask && Integer.bitCount(mask) == 1));
  }
}
