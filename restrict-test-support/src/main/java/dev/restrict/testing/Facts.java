package dev.restrict.testing;

import java.util.LinkedHashMap;
import java.util.Map;

/** The lines {@code name: value} that a child JVM printed by {@link Sys#say}. */
public final class Facts {

  private Facts() {}

  /** Of a child that ended well. */
  public static Map<String, String> of(ChildJvm.Result result) {
    if (result.exit() != 0) {
      throw new AssertionError("exit status " + result.exit() + "\n" + result.output());
    }
    return in(result.output());
  }

  public static Map<String, String> in(String output) {
    Map<String, String> facts = new LinkedHashMap<>();
    for (String line : output.lines().toList()) {
      int colon = line.indexOf(": ");
      if (colon > 0) {
        facts.put(line.substring(0, colon), line.substring(colon + 2));
      }
    }
    return facts;
  }

  public static Map<String, String> of(ChildJvm child, Class<?> main, String... arguments) {
    return of(child.run(main, arguments));
  }
}
