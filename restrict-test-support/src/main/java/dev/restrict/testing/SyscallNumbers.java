package dev.restrict.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The numbers of system calls, out of the table that the library has on the class path. */
final class SyscallNumbers {

  private static final Map<String, Long> NUMBERS = read();

  private SyscallNumbers() {}

  static boolean has(String name) {
    return NUMBERS.containsKey(name);
  }

  static long of(String name) {
    Long number = NUMBERS.get(name);
    if (number == null) {
      throw new IllegalArgumentException("no system call " + name);
    }
    return number;
  }

  private static Map<String, Long> read() {
    String arch = System.getProperty("os.arch");
    String table =
        "/dev/restrict/linux/%s.syscalls".formatted(arch.equals("amd64") ? "x86_64" : arch);
    try (InputStream in = SyscallNumbers.class.getResourceAsStream(table)) {
      if (in == null) {
        throw new AssertionError("no " + table + " on the class path");
      }
      Map<String, Long> numbers = new HashMap<>();
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int space = line.indexOf(' ');
        if (!line.startsWith("#") && space > 0) {
          numbers.put(line.substring(0, space), Long.valueOf(line.substring(space + 1).strip()));
        }
      }
      return numbers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
