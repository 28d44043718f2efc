package dev.restrict.audit.recording;

import java.util.List;
import java.util.regex.Pattern;

/** Tells what in a file's name differs from run to run, and puts {@code *} in its place. */
public final class RunNames {

  private static final List<Pattern> PATTERNS =
      List.of(
          // UUIDs
          Pattern.compile("(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
          // dates, with or without a time
          Pattern.compile(
              "(?<!\\d)(19|20)\\d\\d([-_.]?)(0[1-9]|1[0-2])\\2(0[1-9]|[12]\\d|3[01])"
                  + "([T_.-]?\\d\\d[-:_.h]?\\d\\d([-:_.m]?\\d\\d)?(?!\\d))?(?!\\d)"),
          Pattern.compile("(?<!\\d)(19|20)\\d\\d[-_.](0[1-9]|1[0-2])(?![\\d.])"),
          // hashes
          Pattern.compile("(?i)(?<![0-9a-z])(?=[0-9a-f]*\\d)[0-9a-f]{12,}(?![0-9a-z])"),
          // what mktemp makes
          Pattern.compile("(?<=^tmp\\.)[A-Za-z0-9]{6,}$"),
          // process ids, times, what File.createTempFile makes
          Pattern.compile("\\d{5,}"));

  private static final Pattern DIGITS = Pattern.compile("\\d+");
  private static final Pattern VERSIONED = Pattern.compile("(?i)\\.(so|jar)\\b");

  private RunNames() {}

  /** A path with {@code *} for what differs from run to run. */
  static String path(String path) {
    boolean proc = path.startsWith("/proc/");
    String[] names = path.split("/", -1);
    for (int i = 0; i < names.length; i++) {
      names[i] = proc && DIGITS.matcher(names[i]).matches() ? "*" : name(names[i]);
    }
    return String.join("/", names);
  }

  static String name(String name) {
    if (name.startsWith("${")) {
      return name;
    }
    for (Pattern pattern : PATTERNS) {
      name = pattern.matcher(name).replaceAll("*");
    }
    return name;
  }

  /** Whether a name, or any name of a path, has a part that differs from run to run. */
  public static boolean differs(String pathOrName) {
    return pathOrName.indexOf('*') >= 0;
  }

  /**
   * A name with {@code #} for each number, so that {@code app.1.log} and {@code app.2.log} are the
   * same. In the name of a library a number is a version, and stays.
   */
  public static String withoutNumbers(String name) {
    return VERSIONED.matcher(name).find() ? name : DIGITS.matcher(name).replaceAll("#");
  }

  /** A thread's name without the number of the thread in its pool. */
  static String thread(String name) {
    int end = name.length();
    while (end > 0 && Character.isDigit(name.charAt(end - 1))) {
      end--;
    }
    return end == name.length() ? name : name.substring(0, end) + "*";
  }
}
