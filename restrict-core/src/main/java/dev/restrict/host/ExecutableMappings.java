package dev.restrict.host;

import dev.restrict.RestrictException;
import dev.restrict.kernel.ProcFiles;
import dev.restrict.seccomp.IpRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where this process's code is: the executable lines of {@code /proc/self/maps}. */
public final class ExecutableMappings {

  private ExecutableMappings() {}

  public static List<IpRange> ofThisProcess() {
    List<IpRange> ranges = new ArrayList<>();
    try {
      for (String line : ProcFiles.lines(Path.of("/proc/self/maps"))) {
        String[] parts = line.split("\\s+", 6);
        // The kernel's own page for vsyscalls is at the same address in every program.
        if (parts[1].charAt(2) == 'x' && !line.endsWith("[vsyscall]")) {
          String[] bounds = parts[0].split("-", 2);
          ranges.add(
              new IpRange(
                  Long.parseUnsignedLong(bounds[0], 16), Long.parseUnsignedLong(bounds[1], 16)));
        }
      }
    } catch (IOException e) {
      throw new RestrictException("the code of this process cannot be listed: " + e, e);
    }
    return ranges;
  }
}
