package dev.restrict.text;

import java.util.Comparator;
import java.util.List;

/**
 * The word of a list that a mistyped word most likely meant: the one at the least Levenshtein
 * distance.
 */
public final class Nearest {

  private Nearest() {}

  /**
   * The word of the list that is nearest to what was typed; of several, the first.
   *
   * @param words at least one
   */
  public static String to(String typed, List<String> words) {
    return words.stream().min(Comparator.comparingInt(word -> distance(typed, word))).orElseThrow();
  }

  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
