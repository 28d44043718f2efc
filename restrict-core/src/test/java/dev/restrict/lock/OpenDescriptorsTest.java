package dev.restrict.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.restrict.Policy;
import dev.restrict.Restrict;
import dev.restrict.testing.As;
import dev.restrict.testing.ChildJvm;
import dev.restrict.testing.Facts;
import dev.restrict.testing.Sys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is open at the lock is looked at by itself, and if it cannot be, that is said. */
class OpenDescriptorsTest {

  static final class Many {
    public static void main(String[] args) throws IOException {
      Sys.ready();
      int connections = Integer.parseInt(args[0]);
      List<Socket> open = new ArrayList<>();
      try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
        for (int i = 0; i < connections; i++) {
          open.add(new Socket(server.getInetAddress(), server.getLocalPort()));
          open.add(server.accept());
        }
        long before = reads();
        Restrict.lock(
            Policy.builder().promises("stdio inet").port(server.getLocalPort(), "b").build());
        Sys.say("reads", reads() - before);
        Sys.say("descriptors", Restrict.status().descriptors().size());
        for (Socket socket : open) {
          socket.close();
        }
      }
    }

    /** How many calls of read(2) this process made so far. */
    private static long reads() throws IOException {
      for (String line : Files.readAllLines(Path.of("/proc/self/io"))) {
        if (line.startsWith("syscr:")) {
          return Long.parseLong(line.substring(6).strip());
        }
      }
      throw new AssertionError("no syscr");
    }
  }

  /** Before, each of them read whole tables of /proc/net: 12 ms of CPU with 800 sockets. */
  @Test
  void aSocketMoreTakesNoFileRead() {
    long few = Long.parseLong(Facts.of(As.SELF.child(), Many.class, "1").get("reads"));
    long many = Long.parseLong(Facts.of(As.SELF.child(), Many.class, "100").get("reads"));
    assertThat(many).isLessThan(few + 100);
  }

  static final class Unlisted {

    private static long descriptors() throws IOException {
      try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
        return all.count();
      }
    }

    public static void main(String[] args) {
      Sys.ready();
      Sys.say("listed", Sys.outcome(Unlisted::descriptors));
      Sys.say(
          "failure", Sys.failure(() -> Restrict.lock(Policy.builder().promises("stdio").build())));
      Sys.say("state", Restrict.status().state());
    }
  }

  /** Needs root, for the mount. */
  @Test
  void whatCannotBeListedFailsTheLock() {
    assumeTrue(ChildJvm.isRoot());
    Map<String, String> facts =
        Facts.of(
            As.NOBODY
                .child()
                .under(
                    "unshare",
                    "-m",
                    "sh",
                    "-c",
                    "mount -t tmpfs -o mode=700 none /proc/$$/fd && exec \"$@\"",
                    "sh"),
            Unlisted.class);
    assertThat(facts)
        .containsEntry("listed", "AccessDeniedException")
        .containsEntry("state", "UNLOCKED");
    assertThat(facts.get("failure"))
        .contains("cannot be listed")
        .contains("AccessDeniedException")
        .contains("Nothing was locked");
  }
}
