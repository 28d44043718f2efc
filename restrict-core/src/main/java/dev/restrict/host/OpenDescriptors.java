package dev.restrict.host;

import dev.restrict.PortRule;
import dev.restrict.Status.Descriptor;
import dev.restrict.judge.Judge;
import dev.restrict.kernel.SystemCalls;
import dev.restrict.landlock.FsRight;
import dev.restrict.linux.Linux;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is open at the moment of the lock and reaches outside the policy: neither layer looks at a
 * descriptor again once it is open.
 */
public final class OpenDescriptors {

  private static final Path FOLDER = Path.of("/proc/self/fd");
  private static final String SOCKET = "socket:";

  private OpenDescriptors() {}

  /**
   * Looks at each open descriptor, with a few calls on the descriptor itself.
   *
   * @throws IOException if they cannot be listed
   */
  public static List<Descriptor> outside(SystemCalls calls, Judge judge) throws IOException {
    Sockets sockets = new Sockets(calls);
    List<Descriptor> found = new ArrayList<>();
    for (Open open : all()) {
      reason(calls, sockets, open, judge)
          .ifPresent(reason -> found.add(new Descriptor(open.fd, open.target, reason)));
    }
    return found;
  }

  /**
   * The ports that this process serves, as the rules that let them be bound: TCP ports on which it
   * listens, and UDP ports that it bound and did not get from the kernel.
   *
   * @throws IOException if the descriptors cannot be listed
   */
  public static List<PortRule> serving(SystemCalls calls) throws IOException {
    Sockets sockets = new Sockets(calls);
    return all().stream()
        .filter(open -> open.target.startsWith(SOCKET))
        .flatMap(open -> sockets.served(open.fd).stream())
        .distinct()
        .sorted(Comparator.comparing(PortRule::protocol).thenComparing(PortRule::port))
        .toList();
  }

  /** An open descriptor, and what it is according to {@code /proc/self/fd}. */
  private record Open(int fd, String target) {}

  private static List<Open> all() throws IOException {
    List<Open> all = new ArrayList<>();
    try (Stream<Path> links = Files.list(FOLDER)) {
      for (Path link : (Iterable<Path>) links::iterator) {
        try {
          all.add(
              new Open(
                  Integer.parseInt(link.getFileName().toString()),
                  Files.readSymbolicLink(link).toString()));
        } catch (IOException e) {
          // Closed meanwhile.
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    all.sort((a, b) -> Integer.compare(a.fd, b.fd));
    return all;
  }

  private static Optional<String> reason(
      SystemCalls calls, Sockets sockets, Open open, Judge judge) {
    String target = open.target;
    if (target.startsWith(SOCKET)) {
      return sockets.reason(open.fd, judge);
    }
    if (target.equals("anon_inode:[io_uring]")) {
      return Optional.of("an io_uring: its kernel thread may work on outside both layers");
    }
    if (!target.startsWith("/") || target.startsWith("/memfd:") || target.endsWith(" (deleted)")) {
      return Optional.empty();
    }
    Path path = Path.of(target);
    if (Files.isDirectory(path)) {
      // An open directory grants nothing: a path relative to it is judged like any other.
      return Optional.empty();
    }
    long flags = calls.call("fcntl", open.fd, Linux.F_GETFL, 0);
    if (flags < 0) {
      return Optional.empty(); // closed meanwhile
    }
    int mode = (int) flags & Linux.O_ACCMODE;
    boolean reads = mode != Linux.O_WRONLY;
    boolean writes = mode != Linux.O_RDONLY;
    if (writes && judge.path(path, Set.of(FsRight.WRITE_FILE)).isPresent()) {
      return Optional.of("open for writing, which no rule grants");
    }
    if (reads && judge.path(path, Set.of(FsRight.READ_FILE)).isPresent()) {
      return Optional.of("open for reading, which no rule grants");
    }
    return Optional.empty();
  }
}
