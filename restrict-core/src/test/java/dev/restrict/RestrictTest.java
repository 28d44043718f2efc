package dev.restrict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.testing.As;
import dev.restrict.testing.CProgram;
import dev.restrict.testing.EachUser;
import dev.restrict.testing.Facts;
import dev.restrict.testing.Sys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verbs, in the orders in which people may call them. */
class RestrictTest {

  private Path folder;

  /** A folder that everybody may write to: a/file, b/file, file, and link, which is a. */
  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("restrict-verbs").toRealPath();
    for (String name : new String[] {"a", "b"}) {
      Files.createDirectory(folder.resolve(name));
      Files.writeString(folder.resolve(name + "/file"), "text");
    }
    Files.writeString(folder.resolve("file"), "text");
    Files.createSymbolicLink(folder.resolve("link"), Path.of("a"));
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.filter(path -> !Files.isSymbolicLink(path)).toList()) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
      }
    }
  }

  @AfterEach
  void removeFolder() throws IOException {
    try (var paths = Files.walk(folder)) {
      paths.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
  }

  private Map<String, String> run(As as, Class<?> main, String... more) {
    String[] arguments = new String[more.length + 1];
    arguments[0] = folder.toString();
    System.arraycopy(more, 0, arguments, 1, more.length);
    return Facts.of(as.child(), main, arguments);
  }

  private static String failure(Runnable action) {
    return Sys.failure(
        () -> {
          action.run();
          return null;
        });
  }

  static final class Widens {
    public static void main(String[] args) {
      Sys.ready();
      Restrict.syscalls("stdio rpath inet error");
      Sys.say("wider", failure(() -> Restrict.syscalls("stdio rpath wpath exec error")));
      Sys.say("unknown", failure(() -> Restrict.syscalls("stdio rpaht")));
      Sys.say("still", Restrict.status().promises());
      Sys.say("socket", Sys.answer("socket", 2, 1, 0));
      Restrict.syscalls("stdio error");
      Sys.say("less", Restrict.status().promises());
      Sys.say("socket then", Sys.answer("socket", 2, 1, 0));
      Sys.say("read then", Sys.open("/etc/passwd", 0));
      Sys.say("back", failure(() -> Restrict.syscalls("stdio rpath error")));
      Restrict.syscalls("");
      Sys.say("nothing", Restrict.status().promises() + " " + Restrict.status().mode());
    }
  }

  @ParameterizedTest
  @EachUser
  void syscallsOnlyReduces(As as) {
    Map<String, String> facts = run(as, Widens.class);
    assertThat(facts.get("wider"))
        .contains("wpath exec asked for")
        .contains("in force are only: stdio rpath inet error");
    assertThat(facts.get("unknown")).contains("rpaht").contains("rpath");
    assertThat(facts.get("back")).contains("rpath asked for");
    assertThat(facts)
        .containsEntry("still", "[stdio, rpath, inet, error]")
        .containsEntry("socket", "ok")
        .containsEntry("less", "[stdio, error]")
        .containsEntry("socket then", "ENOSYS")
        .containsEntry("read then", "EACCES")
        .containsEntry("nothing", "[] Optional[kill]");
  }

  static final class AfterTheLock {
    public static void main(String[] args) {
      Path a = Path.of(args[0], "a");
      Restrict.access(a, "r");
      Restrict.accessLock();
      Sys.say("second", failure(Restrict::accessLock));
      Sys.say("access", failure(() -> Restrict.access(a, "w")));
      Sys.say("port", failure(() -> Restrict.port(80, "b")));
      Policy policy = Policy.builder().promises("stdio").access(a, "w").build();
      Sys.say("lock", failure(() -> Restrict.lock(policy)));
      Sys.say("disable", failure(Restrict::disable));
      Sys.say("read", Sys.open(a + "/file", 0));
      Sys.say("write", Sys.open(a + "/file", 1));
      Sys.say("promises", Restrict.status().promises());
      Sys.say("mode", Restrict.status().mode());
      Sys.say("referee", Restrict.status().referee());
      Sys.say("state", Restrict.status().state());
      Sys.say("seccomp", Sys.call("prctl", 21, 0, 0, 0, 0));
      Sys.say("priority", Sys.answer("setpriority", 0, 0, 10));
    }
  }

  @ParameterizedTest
  @EachUser
  void theAccessLockIsForGoodAndWithoutPromisesLandlocksAlone(As as) {
    Map<String, String> facts = run(as, AfterTheLock.class);
    for (String verb : new String[] {"second", "access", "port", "lock"}) {
      assertThat(facts.get(verb)).as(verb).contains("the access lock is in force, for good");
    }
    assertThat(facts.get("disable")).contains("disable has to be the first call");
    assertThat(facts)
        .containsEntry("read", "ok")
        .containsEntry("write", "EACCES")
        .containsEntry("promises", "[]")
        .containsEntry("mode", "Optional.empty")
        .containsEntry("referee", "NONE")
        .containsEntry("state", "LOCKED")
        .containsEntry("seccomp", "0")
        .containsEntry("priority", "ok");
  }

  static final class Disabled {
    public static void main(String[] args) throws Exception {
      Restrict.disable();
      Restrict.disable();
      Restrict.access(Path.of(args[0]), "r");
      Restrict.port(80, "b");
      Restrict.accessLock();
      Restrict.accessLock();
      Restrict.syscalls("stdio");
      Restrict.syscalls("stdio exec");
      Sys.say("passwd", Sys.open("/etc/passwd", 0));
      Sys.say("seccomp", Sys.call("prctl", 21, 0, 0, 0, 0));
      Sys.say("nnp", Sys.call("prctl", 39, 0, 0, 0, 0));
      Sys.say("exec", new ProcessBuilder("/bin/true").start().waitFor());
      Sys.say("state", Restrict.status().state());
      Sys.say("bad", failure(() -> Restrict.syscalls("stdoi")).split(":", 2)[0]);
      Sys.say("missing", failure(() -> Restrict.access(Path.of("/nope"), "r")).split(":", 2)[0]);
    }
  }

  @Test
  void disableMakesEverythingAfterItDoNothing() {
    var result = As.SELF.child().run(Disabled.class, folder.toString());
    assertThat(result.output()).containsOnlyOnce("restrict is disabled: nothing is restricted");
    assertThat(Facts.of(result))
        .containsEntry("passwd", "ok")
        .containsEntry("seccomp", "0")
        .containsEntry("nnp", "0")
        .containsEntry("exec", "0")
        .containsEntry("state", "DISABLED")
        // Mistakes in the program stay mistakes.
        .containsEntry("bad", "UnknownPromiseException")
        .containsEntry("missing", "MissingPathException");
  }

  static final class DisableLate {
    @SuppressWarnings("deprecation")
    public static void main(String[] args) {
      switch (args[1]) {
        case "access" -> Restrict.access(Path.of(args[0]), "r");
        case "port" -> Restrict.port(1, "b");
        case "exec" -> Restrict.syscallsExec("stdio");
        default -> failure(Restrict::accessLock);
      }
      Sys.say("disable", failure(Restrict::disable));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"access", "port", "exec", "accessLock"})
  void disableHasToBeFirst(String verb) {
    assertThat(run(As.SELF, DisableLate.class, verb).get("disable"))
        .contains("disable has to be the first call");
  }

  /** The model's order. */
  static final class AccessThenSyscalls {
    public static void main(String[] args) {
      Sys.ready();
      Restrict.access(Path.of(args[0], "a"), "rwc");
      Restrict.accessLock();
      Restrict.syscalls("stdio rpath wpath cpath error");
      Sys.say("referee", Restrict.status().referee());
      Sys.say("inside", Sys.open(args[0] + "/a/file", 2));
      Sys.say("outside", Sys.open(args[0] + "/b/file", 0));
      Sys.say("create", Sys.open(args[0] + "/a/new", 0101));
      Sys.say("socket", Sys.answer("socket", 2, 1, 0));
      Sys.say("count", Restrict.status().violations());
      Sys.say("state", Restrict.status().state());
    }
  }

  @ParameterizedTest
  @EachUser
  void accessLockThenSyscallsHasBothLayersAndAReferee(As as) {
    assertThat(run(as, AccessThenSyscalls.class))
        .containsEntry("referee", "RUNNING")
        .containsEntry("inside", "ok")
        .containsEntry("outside", "EACCES")
        .containsEntry("create", "ok")
        .containsEntry("socket", "ENOSYS")
        .containsEntry("count", "1")
        .containsEntry("state", "LOCKED");
  }

  static final class SyscallsThenAccess {
    public static void main(String[] args) {
      Sys.ready();
      Restrict.syscalls(args[1]);
      Restrict.access(Path.of(args[0], "a"), "r");
      Sys.say("before", Sys.open(args[0] + "/b/file", 0));
      Sys.say("lock", failure(Restrict::accessLock));
      Sys.say("inside", Sys.open(args[0] + "/a/file", 0));
      Sys.say("outside", Sys.open(args[0] + "/b/file", 0));
      Sys.say("implied", Sys.open("/etc/passwd", 0));
      Sys.say("promises", Restrict.status().promises());
      Sys.say("mode", Restrict.status().mode());
      Sys.say("referee", Restrict.status().referee());
    }
  }

  @ParameterizedTest
  @EachUser
  void syscallsThenAccessLockNeedsUnveil(As as) {
    Map<String, String> facts = run(as, SyscallsThenAccess.class, "stdio rpath getpw unveil error");
    assertThat(facts)
        .containsEntry("before", "ok")
        .containsEntry("lock", "ok")
        .containsEntry("inside", "ok")
        .containsEntry("outside", "EACCES")
        .containsEntry("implied", "ok")
        .containsEntry("promises", "[stdio, rpath, getpw, unveil, error]")
        .containsEntry("mode", "Optional[error]")
        .containsEntry("referee", "RUNNING");
    facts = run(as, SyscallsThenAccess.class, "stdio rpath error");
    assertThat(facts.get("lock")).contains("needs the promise unveil");
    assertThat(facts).containsEntry("outside", "ok");
  }

  static final class Paths {
    public static void main(String[] args) throws Exception {
      Sys.ready();
      Path folder = Path.of(args[0]);
      Sys.say("missing", failure(() -> Restrict.access(folder.resolve("no"), "r")));
      Sys.say("flags", failure(() -> Restrict.access(folder, "rz")));
      Sys.say("none", failure(() -> Restrict.access(folder, "")));
      Restrict.access(folder.resolve("link"), "r");
      Restrict.access(Path.of("b"), "r");
      Restrict.access(folder.resolve("file"), "rw");
      // Once resolved, whatever the link says later.
      Files.delete(folder.resolve("link"));
      Files.createSymbolicLink(folder.resolve("link"), Path.of("/etc"));
      Restrict.accessLock();
      for (Status.Access rule : Restrict.status().access()) {
        if (rule.origin().equals(Origin.ACCESS)) {
          String given = rule.given().map(path -> path.getFileName().toString()).orElse("same");
          Sys.say(
              "rule " + folder.relativize(rule.path()),
              AccessFlag.letters(rule.flags()) + " " + given);
        }
      }
      Sys.say("a", Sys.open(args[0] + "/a/file", 0));
      Sys.say("b", Sys.open(args[0] + "/b/file", 0));
      Sys.say("by the link", Sys.open(args[0] + "/link/passwd", 0));
      Sys.say("file", Sys.open(args[0] + "/file", 2));
      Sys.say("truncate", Sys.open(args[0] + "/file", 01002));
      Sys.say("folder", Sys.open(args[0], 0));
      Sys.say("dots", Sys.open(args[0] + "/a/../../../etc/passwd", 0));
      Sys.say("proc root", Sys.open("/proc/self/root" + "/etc/passwd", 0));
      Sys.say("own status", Sys.open("/proc/self/status", 0));
      Sys.say("parent", Sys.open("/proc/" + Sys.call("getppid") + "/status", 0));
    }
  }

  @ParameterizedTest
  @EachUser
  void resolvesPathsOnceAndReportsThem(As as) {
    String script = "cd " + folder + " && exec \"$@\"";
    Map<String, String> facts =
        Facts.of(as.child().under("sh", "-c", script, "sh"), Paths.class, folder.toString());
    assertThat(facts.get("missing")).contains(folder + "/no");
    assertThat(facts.get("flags")).contains("rz");
    assertThat(facts.get("none")).contains("flag");
    assertThat(facts)
        .containsEntry("rule a", "r link")
        .containsEntry("rule b", "r b")
        .containsEntry("rule file", "rw same")
        .containsEntry("a", "ok")
        .containsEntry("b", "ok")
        .containsEntry("by the link", "EACCES")
        .containsEntry("file", "ok")
        .containsEntry("truncate", "ok")
        .containsEntry("folder", "EACCES")
        .containsEntry("dots", "EACCES")
        .containsEntry("proc root", "EACCES")
        .containsEntry("own status", "ok")
        .containsEntry("parent", "EACCES");
  }

  /** Every operation under a rule with these flags. */
  static final class Flags {
    public static void main(String[] args) {
      Sys.ready();
      String a = args[0] + "/a";
      Restrict.access(Path.of(a), args[1]);
      Restrict.accessLock();
      Sys.say("read", Sys.open(a + "/file", 0));
      Sys.say("list", Sys.open(a, 0));
      Sys.say("write", Sys.open(a + "/file", 1));
      Sys.say("truncate", Sys.answer("truncate", Sys.string(a + "/file"), 1));
      Sys.say("mkdir", Sys.answer("mkdir", Sys.string(a + "/d"), 0700));
      Sys.say("rmdir", Sys.answer("rmdir", Sys.string(a + "/d")));
      Sys.say("mknod", Sys.answer("mknod", Sys.string(a + "/n"), 0100600, 0));
      Sys.say("link", Sys.answer("link", Sys.string(a + "/file"), Sys.string(a + "/l")));
      Sys.say("symlink", Sys.answer("symlink", Sys.string("x"), Sys.string(a + "/s")));
      Sys.say("rename", Sys.answer("rename", Sys.string(a + "/file"), Sys.string(a + "/r")));
      Sys.say("back", Sys.answer("rename", Sys.string(a + "/r"), Sys.string(a + "/file")));
      String out = args[0] + "/b/out";
      Sys.say("out", Sys.answer("rename", Sys.string(a + "/file"), Sys.string(out)));
      Sys.say("execute", Sys.outcome(() -> new ProcessBuilder(a + "/true").start().waitFor()));
      Sys.say("unlink", Sys.answer("unlink", Sys.string(a + "/file")));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "r, 'read list'",
    "w, 'write truncate'",
    "c, 'mkdir rmdir mknod link symlink rename back unlink'",
    // A program is opened for reading to be executed.
    "x, 'read execute'",
    "rw, 'read list write truncate'",
    "rx, 'read list execute'",
    "crwx, 'read list write truncate mkdir rmdir mknod link symlink rename back execute unlink'",
  })
  void eachFlagGrantsItsOperations(String flags, String allowed) throws IOException {
    // A static program, which needs no loader and no library.
    Path program = folder.resolve("a/true");
    String source = "void _start(void) { __asm__(\"mov $60, %eax; xor %edi, %edi; syscall\"); }";
    Files.copy(CProgram.compile("true", source, "-nostdlib", "-static"), program);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    Map<String, String> facts =
        Facts.of(
            As.NOBODY.child().jvm("-Djdk.lang.Process.launchMechanism=FORK"),
            Flags.class,
            folder.toString(),
            flags);
    String all =
        "read list write truncate mkdir rmdir mknod link symlink rename back out execute unlink";
    String granted =
        String.join(
            " ",
            Arrays.stream(all.split(" "))
                .filter(operation -> facts.get(operation).equals("ok"))
                .toList());
    assertThat(granted).isEqualTo(allowed);
  }
}
