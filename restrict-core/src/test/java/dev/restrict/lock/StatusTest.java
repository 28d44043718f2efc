package dev.restrict.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.AccessFlag;
import dev.restrict.OnUnsupported;
import dev.restrict.Policy;
import dev.restrict.Restrict;
import dev.restrict.Status;
import dev.restrict.kernel.ProcFiles;
import dev.restrict.landlock.NetRight;
import dev.restrict.linux.Arch;
import dev.restrict.testing.As;
import dev.restrict.testing.CProgram;
import dev.restrict.testing.EachUser;
import dev.restrict.testing.Facts;
import dev.restrict.testing.Sys;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** What is said about a lock is what the kernel does. */
class StatusTest {

  private static Path without;

  @BeforeAll
  static void compile() {
    // Executes a program on a kernel that lacks one system call.
    without =
        CProgram.compile(
            "without",
            """
            #include <errno.h>
            #include <stddef.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <unistd.h>
            #include <sys/prctl.h>
            #include <linux/filter.h>
            #include <linux/seccomp.h>
            int main(int argc, char **argv) {
              struct sock_filter code[] = {
                BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
                BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, atoi(argv[1]), 0, 1),
                BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | atoi(argv[2])),
                BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
              };
              struct sock_fprog program = {4, code};
              prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
              if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
                return 99;
              execvp(argv[3], argv + 3);
              perror(argv[3]);
              return 98;
            }
            """);
  }

  static final class Says {
    @SuppressWarnings("try") // it is enough that the sockets are open
    public static void main(String[] args) throws Exception {
      Sys.ready();
      Sys.say("before", Restrict.status().state() + " " + Restrict.status().lockMicros());
      Path inside = Path.of(args[0]);
      try (RandomAccessFile written = new RandomAccessFile(args[1], "rw");
          RandomAccessFile allowed = new RandomAccessFile(inside.resolve("own").toFile(), "rw");
          ServerSocket server = new ServerSocket(0);
          Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
          DatagramSocket udp = new DatagramSocket()) {
        int before = ProcFiles.threads();
        Status status =
            Restrict.lock(
                Policy.builder()
                    .promises("stdio rpath wpath cpath inet getpw error")
                    .access(inside, "rwc")
                    .port(1, "c")
                    .build());
        Sys.say("state", status.state());
        Sys.say("mode", status.mode());
        Sys.say("promises", status.promises());
        Sys.say("ports", status.ports());
        Sys.say("abi", status.kernel().landlockAbi());
        Sys.say("really", Sys.call("landlock_create_ruleset", null, 0, 1));
        Sys.say("missing", status.kernel().missing());
        Sys.say("kernel", status.kernel().os() + " " + status.kernel().seccomp());
        Sys.say("release", Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
        Sys.say("said", status.kernel().release());
        // Idle compiler threads may have ended in between.
        Sys.say("threads", status.threads() >= before - 2);
        Sys.say("micros", status.lockMicros() > 0);
        Sys.say("referee", status.referee());
        for (Status.Access rule : status.access()) {
          Sys.say(rule.origin() + " " + rule.path(), AccessFlag.letters(rule.flags()));
        }
        for (Status.Descriptor descriptor : status.descriptors()) {
          Sys.say(
              "open " + descriptor.target().replaceAll("socket:.*", "socket"),
              descriptor.reason().replaceAll("\\d+", "N"));
          Sys.say("reason " + descriptor.reason().replaceAll("\\d+", "N"), descriptor.target());
        }
        // What is open stays open: that is why it is listed.
        written.write(1);
        allowed.write(1);
        Sys.say("again", Sys.open(args[1], 2));
      }
    }
  }

  @ParameterizedTest
  @EachUser
  void saysWhatIsInForce(As as) throws IOException {
    Path inside = Files.createTempDirectory("restrict-inside");
    Path outside = Files.createTempFile("restrict-outside", "");
    Files.setPosixFilePermissions(inside, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rw-rw-rw-"));
    Map<String, String> facts =
        Facts.of(as.child(), Says.class, inside.toString(), outside.toString());
    Files.delete(inside.resolve("own"));
    Files.delete(inside);
    Files.delete(outside);
    assertThat(facts)
        .containsEntry("before", "UNLOCKED 0")
        .containsEntry("state", "LOCKED")
        .containsEntry("mode", "Optional[error]")
        .containsEntry("promises", "[stdio, rpath, wpath, cpath, inet, getpw, error]")
        .containsEntry("ports", "[Port[port=1, protocol=TCP, flags=[CONNECT], origin=port]]")
        .containsEntry("abi", facts.get("really"))
        .containsEntry("said", facts.get("release"))
        .containsEntry("kernel", "Linux true")
        .containsEntry("threads", "true")
        .containsEntry("micros", "true")
        .containsEntry("referee", "RUNNING")
        .containsEntry("access " + inside, "crw")
        .containsEntry("getpw /etc/passwd", "r")
        .containsEntry("floor /dev/null", "rw")
        .containsEntry("open " + outside, "open for writing, which no rule grants")
        .doesNotContainKey("open " + inside + "/own")
        .containsKey("reason listens on TCP port N, which no rule grants")
        .containsEntry("again", "EACCES");
    if (facts.get("abi").equals("7")) {
      assertThat(facts.get("missing")).contains("TSYNC");
    }
    assertThat(facts.keySet())
        .anyMatch(name -> name.startsWith("reason a TCP connection"))
        .anyMatch(
            name ->
                name.startsWith(
                    Integer.parseInt(facts.get("abi")) < NetRight.BIND_UDP.abi()
                        ? "reason an open udp"
                        : "reason receives on UDP port N"));
  }

  static final class Unsupported {
    public static void main(String[] args) {
      OnUnsupported what = OnUnsupported.valueOf(args[0]);
      Sys.ready();
      Policy policy =
          Policy.builder()
              .promises("stdio rpath error")
              .access(Path.of("/usr"), "r")
              .onUnsupported(what)
              .build();
      Sys.say("check", Sys.failure(() -> check(policy)));
      Sys.say("lock", Sys.failure(() -> Restrict.lock(policy)));
      Status status = Restrict.status();
      Sys.say("state", status.state());
      Sys.say("notices", status.notices());
      Sys.say("abi", status.kernel().landlockAbi());
      Sys.say("seccomp", status.kernel().seccomp());
      Sys.say("referee", status.referee());
      Sys.say("passwd", Sys.open("/etc/passwd", 0));
      Sys.say("mkdir", Sys.answer("mkdir", Sys.string("/proc/never"), 0700));
    }

    private static Object check(Policy policy) {
      Restrict.check(policy);
      return null;
    }
  }

  private static final String LANDLOCK_CREATE_RULESET = "444";
  private static final String SECCOMP =
      String.valueOf(Arch.of(System.getProperty("os.arch")).orElseThrow().number("seccomp"));

  private static Map<String, String> on(String syscall, String errno, OnUnsupported what) {
    return Facts.of(
        As.NOBODY.child().under(without.toString(), syscall, errno),
        Unsupported.class,
        what.name());
  }

  @Test
  void failsWithoutLandlockAndLocksNothing() {
    Map<String, String> facts = on(LANDLOCK_CREATE_RULESET, "38", OnUnsupported.FAIL);
    for (String name : new String[] {"check", "lock"}) {
      assertThat(facts.get(name))
          .startsWith("UnsupportedKernelException: paths and ports cannot be restricted")
          .contains("ENOSYS")
          .contains("CONFIG_SECURITY_LANDLOCK")
          .contains("Nothing was locked");
    }
    assertThat(facts)
        .containsEntry("state", "UNLOCKED")
        .containsEntry("passwd", "ok")
        .containsEntry("abi", "0");
    // Built in, but not switched on.
    assertThat(on(LANDLOCK_CREATE_RULESET, "95", OnUnsupported.FAIL).get("lock"))
        .contains("EOPNOTSUPP");
  }

  @Test
  void enforcesWhatThereIsWithAWarning() {
    assertThat(on(LANDLOCK_CREATE_RULESET, "38", OnUnsupported.WARN))
        .containsEntry("lock", "ok")
        .containsEntry("state", "PARTIAL")
        .containsEntry("referee", "RUNNING")
        .containsEntry("passwd", "ok")
        .containsEntry("mkdir", "ENOSYS")
        .hasEntrySatisfying(
            "notices",
            notices ->
                assertThat(notices).contains("paths and ports cannot be restricted", "ENOSYS"));
  }

  @Test
  void enforcesPathsWithoutSeccomp() {
    assertThat(on(SECCOMP, "22", OnUnsupported.FAIL).get("lock"))
        .startsWith("UnsupportedKernelException: system calls cannot be restricted")
        .contains("EINVAL");
    assertThat(on(SECCOMP, "22", OnUnsupported.WARN))
        .containsEntry("state", "PARTIAL")
        .containsEntry("seccomp", "false")
        .containsEntry("passwd", "EACCES")
        .hasEntrySatisfying(
            "notices", notices -> assertThat(notices).contains("system calls cannot"));
  }
}
