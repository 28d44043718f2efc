package dev.restrict.host;

import dev.restrict.Status.Descriptor;
import dev.restrict.judge.Judge;
import dev.restrict.kernel.SystemCalls;
import dev.restrict.landlock.FsRight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is open at the moment of the lock and reaches outside the policy: neither layer looks at a
 * descriptor again once it is open.
 */
public final class OpenDescriptors {

  private static final int O_ACCMODE = 3;

  private OpenDescriptors() {}

  public static List<Descriptor> outside(SystemCalls calls, Judge judge) {
    List<Descriptor> found = new ArrayList<>();
    try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
      for (Path link : links.sorted().toList()) {
        try {
          String target = Files.readSymbolicLink(link).toString();
          int fd = Integer.parseInt(link.getFileName().toString());
          String reason = reason(calls, fd, target, judge);
          if (reason != null) {
            found.add(new Descriptor(fd, target, reason));
          }
        } catch (IOException e) {
          // Closed meanwhile.
        }
      }
    } catch (IOException e) {
      // No /proc: nothing can be said.
    }
    return found;
  }

  private static String reason(SystemCalls calls, int fd, String target, Judge judge)
      throws IOException {
    if (target.startsWith("socket:")) {
      return Sockets.reason(calls, fd, target, judge);
    }
    if (target.equals("anon_inode:[io_uring]")) {
      return "an io_uring: its kernel thread may work on outside both layers";
    }
    if (!target.startsWith("/") || target.startsWith("/memfd:") || target.endsWith(" (deleted)")) {
      return null;
    }
    Path path = Path.of(target);
    if (Files.isDirectory(path)) {
      // An open directory grants nothing: a path relative to it is judged as any other.
      return null;
    }
    int mode = flags(fd) & O_ACCMODE;
    boolean reads = mode != 1;
    boolean writes = mode != 0;
    if (writes && judge.path(path, Set.of(FsRight.WRITE_FILE)).isPresent()) {
      return "open for writing, which no rule grants";
    }
    if (reads && judge.path(path, Set.of(FsRight.READ_FILE)).isPresent()) {
      return "open for reading, which no rule grants";
    }
    return null;
  }

  /** The line "flags:" of fdinfo, octal. */
  private static int flags(int fd) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo/" + fd))) {
      if (line.startsWith("flags:")) {
        return (int) Long.parseLong(line.substring(6).strip(), 8);
      }
    }
    return 0;
  }
}
