package dev.restrict.host;

import com.sun.jna.Memory;
import dev.restrict.judge.Judge;
import dev.restrict.kernel.SystemCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What an open socket is, by its inode in /proc/net. */
public final class Sockets {

  private static final String LISTEN = "0A";
  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERCRED = 17;

  private Sockets() {}

  /** The TCP ports on which this process listens. */
  public static Set<Integer> listening() {
    Set<Integer> ports = new TreeSet<>();
    try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
      for (Path link : links.toList()) {
        String target = target(link);
        if (target.startsWith("socket:[")) {
          String inode = target.substring(8, target.length() - 1);
          for (String table : List.of("tcp", "tcp6")) {
            String[] row = row(table, inode);
            if (row != null && row[3].equals(LISTEN)) {
              ports.add(port(row[1]));
            }
          }
        }
      }
    } catch (IOException e) {
      // No /proc: nothing can be said.
    }
    return ports;
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }

  /** Why a socket reaches outside the policy, or null. */
  static String reason(SystemCalls calls, int fd, String target, Judge judge) throws IOException {
    String inode = target.substring(target.indexOf('[') + 1, target.length() - 1);
    for (String table : List.of("tcp", "tcp6")) {
      String[] row = row(table, inode);
      if (row != null) {
        int local = port(row[1]);
        int remote = port(row[2]);
        if (row[3].equals(LISTEN)) {
          return judge.bind(local).isPresent()
              ? "listens on TCP port %d, which no rule grants".formatted(local)
              : null;
        }
        return judge.connect(remote).isPresent() && judge.bind(local).isPresent()
            ? "a TCP connection from port %d to port %d, which no rule grants"
                .formatted(local, remote)
            : null;
      }
    }
    for (String table : List.of("udp", "udp6", "raw", "raw6", "packet")) {
      if (row(table, inode) != null) {
        return "an open %s socket".formatted(table);
      }
    }
    return unix(calls, fd, inode);
  }

  /** A UNIX socket that has a name, or another process at its other end. */
  private static String unix(SystemCalls calls, int fd, String inode) throws IOException {
    for (String line : lines("unix")) {
      String[] row = line.strip().split("\\s+");
      if (row.length > 7 && row[6].equals(inode)) {
        return "a UNIX socket at " + row[7];
      }
    }
    Memory peer = new Memory(12); // struct ucred
    Memory size = new Memory(4);
    size.setInt(0, 12);
    long result = calls.call("getsockopt", fd, SOL_SOCKET, SO_PEERCRED, peer, size);
    int pid = result == 0 ? peer.getInt(0) : 0;
    return pid == 0 || pid == calls.call("getpid")
        ? null
        : "a UNIX socket connected to process " + pid;
  }

  private static String[] row(String table, String inode) throws IOException {
    int column = table.equals("packet") ? 8 : 9;
    for (String line : lines(table)) {
      String[] row = line.strip().split("\\s+");
      if (row.length > column && row[column].equals(inode)) {
        return row;
      }
    }
    return null;
  }

  private static List<String> lines(String table) throws IOException {
    Path path = Path.of("/proc/self/net", table);
    return Files.exists(path) ? Files.readAllLines(path) : List.of();
  }

  private static int port(String addressAndPort) {
    return Integer.parseInt(addressAndPort.substring(addressAndPort.indexOf(':') + 1), 16);
  }
}
