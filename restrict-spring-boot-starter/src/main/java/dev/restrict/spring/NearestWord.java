package dev.restrict.spring;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The word of a list that a mistyped word most likely meant. */
final class NearestWord {

  private NearestWord() {}

  static String to(String typed, List<String> words) {
    String lower = typed.toLowerCase(Locale.ROOT);
    return words.stream()
        .min(Comparator.comparingInt((String word) -> distance(lower, word)))
        .orElseThrow();
  }

  /** Levenshtein's distance, one row of the table at a time. */
  private static int distance(String from, String to) {
    int[] row = IntStream.rangeClosed(0, to.length()).toArray();
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j - 1], row[j]) + 1);
      }
    }
    return row[to.length()];
  }
}
