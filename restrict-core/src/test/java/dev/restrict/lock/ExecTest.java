package dev.restrict.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Restrict;
import dev.restrict.Violation;
import dev.restrict.testing.As;
import dev.restrict.testing.CProgram;
import dev.restrict.testing.EachUser;
import dev.restrict.testing.Facts;
import dev.restrict.testing.Sys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that a locked JVM executes are under its lock. */
public class ExecTest {

  private static Path probe;

  @BeforeAll
  static void compile() {
    probe =
        CProgram.compile(
            "probe",
            """
            #define _GNU_SOURCE
            #include <errno.h>
            #include <stdio.h>
            #include <string.h>
            #include <sys/socket.h>
            #include <sys/stat.h>
            #include <sys/prctl.h>
            #include <sys/syscall.h>
            #include <unistd.h>
            #include <fcntl.h>
            static void say(const char *name, long result) {
              printf("%s: %s\\n", name, result < 0 ? strerrorname_np(errno) : "ok");
            }
            int main(void) {
              printf("pid: %d\\n", getpid());
              printf("seccomp: %d\\n", prctl(PR_GET_SECCOMP, 0, 0, 0, 0));
              printf("nnp: %d\\n", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
              say("mkdir", mkdir("/tmp/never", 0700));
              say("socket", socket(AF_INET, SOCK_STREAM, 0));
              say("listener", syscall(SYS_seccomp, 1, 8, 0));
              say("ptrace", syscall(SYS_ptrace, 16, getppid(), 0, 0));
              say("write", open("/tmp/never", O_WRONLY | O_CREAT, 0600));
              say("shadow", open("/etc/shadow", O_RDONLY));
              say("end", 0);
              return 7;
            }
            """);
  }

  public static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return output + (output.isEmpty() ? "" : "\n") + "exit: " + process.waitFor();
  }

  static final class Executes {
    public static void main(String[] args) throws Exception {
      Sys.ready();
      Restrict.access(Path.of(args[0]), "rx");
      Restrict.access(Path.of("/usr"), "rx");
      Restrict.access(Path.of("/etc"), "r");
      Restrict.access(Path.of("/proc"), "r");
      Restrict.accessLock();
      Restrict.syscalls("stdio rpath proc exec prot_exec ps error");
      Sys.say("sh", run("/bin/sh", "-c", "echo hi").replace('\n', ' '));
      Sys.say(
          "grep", run("/bin/sh", "-c", "grep Seccomp: /proc/self/status").replaceAll("\\s+", " "));
      long before = Restrict.status().violations();
      System.out.println(run(args[0]));
      int pid = Integer.parseInt(Facts.in(run(args[0])).get("pid"));
      Sys.say("count", Restrict.status().violations() - before);
      List<Violation> its =
          Restrict.violations().stream().filter(violation -> violation.pid() == pid).toList();
      Sys.say("calls", its.stream().map(Violation::syscall).toList());
      Sys.say("tids", its.stream().map(Violation::tid).allMatch(tid -> tid == pid));
      Sys.say("threads", its.stream().map(Violation::thread).distinct().toList());
      Sys.say("mkdir of", its.get(0).path());
    }
  }

  @ParameterizedTest
  @EachUser
  void inheritTheLockAndAreCounted(As as) {
    Map<String, String> facts = Facts.of(as.child(), Executes.class, probe.toString());
    assertThat(facts)
        .containsEntry("sh", "hi exit: 0")
        .containsEntry("grep", "Seccomp: 2 exit: 0")
        .containsEntry("seccomp", "2")
        .containsEntry("nnp", "1")
        .containsEntry("mkdir", "ENOSYS")
        .containsEntry("socket", "ENOSYS")
        .containsEntry("listener", "ENOSYS")
        .containsEntry("ptrace", "ENOSYS")
        .containsEntry("write", "ENOSYS")
        .containsEntry("end", "ok")
        .containsEntry("exit", "7")
        // Twice five, and what libc itself tried meanwhile.
        .containsEntry("tids", "true")
        .containsEntry("threads", "[probe]")
        .containsEntry("mkdir of", "Optional[/tmp/never]");
    assertThat(facts.get("calls"))
        .contains(Sys.name("mkdir") + ", socket, seccomp, ptrace, openat");
    assertThat(Integer.parseInt(facts.get("count"))).isGreaterThanOrEqualTo(10);
  }

  static final class OutsideTheRules {
    public static void main(String[] args) throws Exception {
      Sys.ready();
      Restrict.access(Path.of(args[0]), "rx");
      Restrict.access(Path.of("/etc"), "r");
      Restrict.accessLock();
      Restrict.syscalls("stdio rpath wpath cpath tmppath proc exec error");
      Sys.say("sh", Sys.outcome(() -> run("/bin/sh", "-c", "true")));
      // A program that only memory has, and the detours to one that no rule lets execute.
      Sys.say("memfd", Sys.answer("memfd_create", Sys.string("x"), 0));
      Sys.say("execveat", Sys.answer("execveat", 3, Sys.string(""), null, null, 0x1000));
      // No file is mapped executable without prot_exec, so the loader loads nothing.
      Sys.say("loader", Sys.outcome(() -> run(args[1], "/bin/true")));
    }
  }

  private static String loader() {
    return Stream.of("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1")
        .filter(path -> Files.exists(Path.of(path)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void areOnlyThoseThatTheRulesLetExecute() {
    assertThat(Facts.of(As.NOBODY.child(), OutsideTheRules.class, probe.toString(), loader()))
        .containsEntry("sh", "IOException")
        .containsEntry("loader", "IOException")
        .containsEntry("memfd", "ENOSYS")
        .containsEntry("execveat", "ENOSYS");
  }

  static final class Foreign {
    public static void main(String[] args) throws Exception {
      Restrict.access(Path.of(args[0]), "rx");
      Restrict.access(Path.of("/usr/lib"), "rx");
      Restrict.accessLock();
      Restrict.syscalls("stdio rpath proc exec prot_exec " + args[1]);
      System.out.println(run(args[0], args[2]));
      Sys.say("jvm", "lives");
    }
  }

  private static Path foreign() {
    return CProgram.compile(
        "foreign",
        """
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            #include <unistd.h>
            #include <sys/syscall.h>
            /* getpid, by the number it has in this ABI */
            int main(int argc, char **argv) {
              long result;
              setvbuf(stdout, 0, _IONBF, 0);
              if (argc > 1 && !strcmp(argv[1], "x32"))
                result = syscall(0x40000000 + SYS_getpid);
              else
                __asm__ volatile("int $0x80" : "=a"(result) : "a"(20) : "memory");
              printf("result: %s\\n", result > 0 ? "ok" : "refused");
              return 0;
            }
            """);
  }

  @ParameterizedTest
  @EnabledOnOs(
      architectures = {"amd64", "x86_64"},
      disabledReason = "takes a compiler for 32-bit programs on other architectures")
  @CsvSource({"error, i386, 159", "error, x32, 159", "'', i386, 159", "'', x32, 159"})
  void areKilledForCallsOfAnotherAbi(String mode, String abi, String exit) {
    Map<String, String> facts =
        Facts.of(As.NOBODY.child(), Foreign.class, foreign().toString(), mode, abi);
    assertThat(facts)
        .containsEntry("exit", exit)
        .containsEntry("jvm", "lives")
        .doesNotContainKey("result");
  }

  /** The attempt that matters most, without the promise. */
  static final class Shell {
    public static void main(String[] args) {
      Sys.ready();
      Restrict.syscalls("stdio rpath error");
      Sys.say("exec", Sys.failure(() -> Runtime.getRuntime().exec(new String[] {"/bin/sh"})));
      Sys.say("execve", Sys.answer("execve", Sys.string("/bin/sh"), null, null));
      Sys.say("calls", Restrict.violations().stream().map(Violation::syscall).toList());
      Sys.say("path", Restrict.violations().get(Restrict.violations().size() - 1).path());
    }
  }

  @ParameterizedTest
  @EachUser
  void areNotStartedWithoutThePromise(As as) {
    Map<String, String> facts = Facts.of(as.child(), Shell.class);
    assertThat(facts.get("exec")).containsPattern("error(=|: )38");
    assertThat(facts).containsEntry("execve", "ENOSYS").containsEntry("path", "Optional[/bin/sh]");
    assertThat(facts.get("calls")).containsAnyOf("clone", "vfork").contains("execve");
  }
}
