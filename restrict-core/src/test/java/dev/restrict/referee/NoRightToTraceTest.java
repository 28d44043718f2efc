package dev.restrict.referee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Layer;
import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.Restrict;
import dev.restrict.Violation;
import dev.restrict.lock.ExecTest;
import dev.restrict.testing.As;
import dev.restrict.testing.ChildJvm;
import dev.restrict.testing.EachUser;
import dev.restrict.testing.Facts;
import dev.restrict.testing.OuterFilter;
import dev.restrict.testing.Proc;
import dev.restrict.testing.Sys;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * The referee works where nobody may trace or look into another process: as under the profiles of
 * container runtimes, which refuse all of these calls.
 */
class NoRightToTraceTest {

  private static ChildJvm untraced(As as) {
    return as.child()
        .under(
            OuterFilter.answers(
                Sys.EPERM,
                "pidfd_getfd",
                "process_vm_readv",
                "process_vm_writev",
                "ptrace",
                "kcmp",
                "unshare",
                "setns"));
  }

  private static String newest(Predicate<Violation> which) {
    return Restrict.violations().stream()
        .filter(which)
        .max(Comparator.comparing(Violation::time))
        .map(v -> v.syscall() + " " + v.path().orElse("?"))
        .orElse("none");
  }

  static final class Denied {
    public static void main(String[] args) throws Exception {
      Sys.ready();
      Restrict.lock(
          Policy.builder()
              .promises("stdio rpath inet proc exec prot_exec")
              .mode(Mode.valueOf(args[0]))
              .access(Path.of("/usr"), "rx")
              .access(Path.of("/etc"), "r")
              .port(Integer.parseInt(args[1]), "c")
              .observePaths(true)
              .build());
      Sys.say("referee", Restrict.status().referee());
      Sys.say("state", Restrict.status().state());
      Sys.say("descriptors", Proc.descriptors(ProcessHandle.current().pid()));
      Predicate<Violation> any = violation -> true;
      Sys.say("mkdir", Sys.answer("mkdir", Sys.string("/tmp/never"), 0700));
      Sys.say("mkdir of", newest(any));
      Sys.say("read", Sys.open(args[2], 0));
      Sys.say("read of", newest(any));
      long socket = Sys.require("socket", 2, 1, 0);
      Sys.say("connect", Sys.answer("connect", socket, Sys.loopback(1), 16));
      Sys.say("connect of", newest(violation -> violation.syscall().equals("connect")));
      long datagrams = Sys.require("socket", 2, 2, 0);
      long before = Restrict.status().violations();
      Sys.say("datagrams", Sys.answer("connect", datagrams, Sys.loopback(1), 16));
      Sys.say("counted for datagrams", Restrict.status().violations() - before);
      Sys.say("child", ExecTest.run("/bin/mkdir", "/tmp/never").contains("exit: 1"));
      Sys.say("child's", newest(violation -> violation.thread().equals("mkdir")));
      Sys.say(
          "layers",
          Restrict.violations().stream().map(Violation::layer).distinct().sorted().toList());
    }
  }

  @ParameterizedTest
  @EachUser
  void countsAndReadsWhatCallsName(As as) throws IOException {
    Path file = Files.createTempFile("restrict-outside", ".txt");
    try (ServerSocket server = new ServerSocket(0)) {
      String port = String.valueOf(server.getLocalPort());
      Map<String, String> facts =
          Facts.of(untraced(as), Denied.class, "ERROR", port, file.toString());
      assertThat(facts)
          .containsEntry("referee", "RUNNING")
          .containsEntry("state", "LOCKED")
          .containsEntry("mkdir", "ENOSYS")
          .containsEntry("mkdir of", Sys.name("mkdir") + " /tmp/never")
          .containsEntry("read", "EACCES")
          .containsEntry("read of", "openat " + file)
          .containsEntry("connect", "EACCES")
          .containsEntry("connect of", "connect 127.0.0.1:1")
          .containsEntry("datagrams", "ok")
          .containsEntry("counted for datagrams", "0")
          .containsEntry("child", "true")
          .containsEntry("child's", Sys.name("mkdir") + " /tmp/never")
          .containsEntry("layers", List.of(Layer.SECCOMP, Layer.LANDLOCK).toString());
      assertThat(facts.get("descriptors")).doesNotContain("seccomp").doesNotContain("/mem");
    } finally {
      Files.delete(file);
    }
  }

  static final class Audited {
    public static void main(String[] args) {
      Sys.ready();
      Restrict.lock(Policy.builder().promises("stdio").mode(Mode.AUDIT).build());
      Sys.say("state", Restrict.status().state());
      Sys.say("read", Sys.open(args[0], 0));
      Optional<Violation> newest =
          Restrict.violations().stream().max(Comparator.comparing(Violation::time));
      Sys.say("read of", newest.flatMap(Violation::path).orElse("?"));
    }
  }

  @ParameterizedTest
  @EachUser
  void audits(As as) throws IOException {
    assertThat(Facts.of(untraced(as), Audited.class, "/etc/hostname"))
        .containsEntry("state", "AUDITING")
        .containsEntry("read", "ok")
        .containsEntry("read of", "/etc/hostname");
  }
}
