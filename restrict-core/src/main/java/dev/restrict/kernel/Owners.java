package dev.restrict.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Who could put another file in the place of one of ours. */
final class Owners {

  private static final int ROOT = 0;
  private static final int GROUP_WRITES = 020;
  private static final int OTHERS_WRITE = 02;
  private static final int STICKY = 01000;
  private static final List<String> ALL_IDS = List.of("0", "0", "4294967295");

  private Owners() {}

  /**
   * Checks a file or folder, and the folders that it is in: each belongs to root or to this user,
   * and others may at most add to it, as to /tmp.
   *
   * @param path an absolute path without links
   * @throws Refused if somebody else may change one of them
   */
  static void requireNobodyElseMayChange(Path path) throws Refused, IOException {
    Set<Integer> trusted = trusted();
    for (Path at = path; at != null; at = at.getParent()) {
      int mode = number(at, "mode");
      int shared = number(at, "gid") == ROOT ? OTHERS_WRITE : OTHERS_WRITE | GROUP_WRITES;
      boolean sticky = (mode & STICKY) != 0 && Files.isDirectory(at);
      if (((mode & shared) != 0 && !sticky) || !trusted.contains(number(at, "uid"))) {
        throw new Refused("others may change " + at);
      }
    }
  }

  private static int number(Path file, String attribute) throws IOException {
    return ((Number) Files.getAttribute(file, "unix:" + attribute)).intValue();
  }

  private static Set<Integer> trusted() throws IOException {
    Set<Integer> trusted = new HashSet<>(Set.of(ROOT));
    ProcFiles.status("Uid")
        .map(ids -> ids.split("\\s+", -1)[1]) // the effective one
        .ifPresent(id -> trusted.add(Integer.parseUnsignedInt(id)));
    // Root of the machine, seen from a user namespace, is nobody that has a number there.
    if (!List.of(ProcFiles.text(Path.of("/proc/self/uid_map")).strip().split("\\s+", -1))
        .equals(ALL_IDS)) {
      trusted.add(
          Integer.parseUnsignedInt(
              ProcFiles.text(Path.of("/proc/sys/kernel/overflowuid")).strip()));
    }
    return trusted;
  }
}
