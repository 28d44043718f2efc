package dev.restrict.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.restrict.Restrict;
import dev.restrict.RestrictException;
import dev.restrict.Status;
import dev.restrict.testing.As;
import dev.restrict.testing.ChildJvm;
import dev.restrict.testing.Facts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Where the native code is loaded and executed from, with real mounts: the child has a mount
 * namespace of its own, and where it says so a PID namespace with vm.memfd_noexec.
 */
class NativePlacesTest {

  /** From Java 22 on JNA's own library needs no folder either. */
  private static final boolean FOREIGN = Runtime.version().feature() >= 22;

  private static final List<String> FIXED = List.of("/tmp", "/dev/shm");

  /** Nothing here uses JNA before the library does. */
  static final class Child {

    public static void main(String[] args) {
      try {
        Restrict.syscalls(args[0]);
        Status status = Restrict.status();
        say("state", status.state());
        say("mode", status.mode().map(Object::toString).orElse("none"));
        say("referee", status.referee());
        say("notices", status.notices().stream().map(Status.Notice::text).toList());
        if (args[0].contains("error")) {
          try {
            new ProcessBuilder("/bin/true").start();
            say("started", true);
          } catch (IOException e) {
            say("started", false);
          }
          say("denied", !Restrict.violations().isEmpty());
        }
      } catch (RestrictException e) {
        say("failed", e.getClass().getSimpleName());
        say("message", e.getMessage());
      }
    }

    private static void say(String name, Object value) {
      System.out.println(name + ": " + value);
    }
  }

  private Path home;

  /** Not below /tmp, so that a test may mount that as it likes; everybody may write to it. */
  @BeforeEach
  void makeHome() throws IOException {
    home =
        Files.createTempDirectory(
            Path.of("target").toAbsolutePath().startsWith("/tmp")
                ? Path.of("/var/tmp")
                : Path.of("target").toAbsolutePath(),
            "places");
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String name : List.of("cache", "named", "temporary")) {
      Path folder = Files.createDirectory(home.resolve(name));
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
      if (ChildJvm.isRoot()) {
        Files.setAttribute(folder, "unix:mode", 01777);
      }
    }
  }

  @AfterEach
  void removeHome() throws IOException {
    try (Stream<Path> paths = Files.walk(home)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** What is so where the child runs. */
  private final class Surroundings {

    private final List<String> script = new ArrayList<>(List.of("set -e"));
    private final List<String> unshare = new ArrayList<>(List.of("unshare"));
    private final List<String> arguments = new ArrayList<>();

    Surroundings() {
      unshare.add(ChildJvm.isRoot() ? "-m" : "-Urm");
    }

    Surroundings noexec(List<String> folders) {
      return mounted(folders, "noexec");
    }

    Surroundings readOnly() {
      mounted(FIXED, "ro");
      script.add("mount -o remount,bind,ro /");
      // The tests' own folders may be on a mount of their own.
      return mounted(List.of(home.toString()), "ro");
    }

    private Surroundings mounted(List<String> folders, String option) {
      for (String folder : folders) {
        script.add("mount --bind '%s' '%s'".formatted(folder, folder));
        script.add("mount -o remount,bind,%s '%s'".formatted(option, folder));
      }
      return this;
    }

    Surroundings noExecutableMemory() {
      assumeTrue(ChildJvm.isRoot(), "vm.memfd_noexec can be set by root alone");
      unshare.addAll(List.of("--pid", "--fork", "--mount-proc"));
      script.add("echo 2 > /proc/sys/vm/memfd_noexec");
      return this;
    }

    Surroundings jvm(String argument) {
      arguments.add(argument);
      return this;
    }

    ChildJvm.Result run(As as, String promises) {
      List<String> command = new ArrayList<>(unshare);
      command.addAll(List.of("sh", "-c", String.join("\n", script) + "\n\"$@\"", "sh"));
      return as.child()
          .under(command.toArray(String[]::new))
          .environment("XDG_CACHE_HOME", home.resolve("cache").toString())
          .jvm(arguments.toArray(String[]::new))
          .run(Child.class, promises);
    }

    Map<String, String> facts(As as, String promises) {
      return Facts.of(run(as, promises));
    }
  }

  private Surroundings surroundings() {
    return new Surroundings();
  }

  private static void works(Map<String, String> facts) {
    assertThat(facts)
        .containsEntry("state", "LOCKED")
        .containsEntry("mode", "error")
        .containsEntry("referee", "RUNNING")
        .containsEntry("started", "false")
        .containsEntry("denied", "true");
  }

  /** One message, in one line, and nothing else but what the JVM warns of. */
  private static String message(ChildJvm.Result result) {
    Map<String, String> facts = Facts.of(result);
    assertThat(facts).containsEntry("failed", "UnsupportedKernelException");
    assertThat(result.output().lines().filter(line -> !line.startsWith("WARNING: "))).hasSize(2);
    assertThat(result.output()).doesNotContain("\tat ", "JNA Warning");
    return facts.get("message");
  }

  @ParameterizedTest
  @EnumSource(As.class)
  void leavesNothingBehindAndIsDeniedNothingWhenTheJvmEnds(As as) throws IOException {
    Surroundings open = surroundings().jvm("-Djava.io.tmpdir=" + home.resolve("temporary"));
    works(open.facts(as, "stdio error"));
    assertThat(open.facts(as, "stdio")).containsEntry("mode", "kill");
    try (Stream<Path> paths = Files.walk(home)) {
      assertThat(paths.filter(Files::isRegularFile)).isEmpty();
    }
    try (Stream<Path> paths = Files.list(home.resolve("temporary"))) {
      assertThat(paths).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(As.class)
  void worksWhereTmpIsNoexec(As as) {
    works(surroundings().noexec(List.of("/tmp")).facts(as, "stdio error"));
  }

  @ParameterizedTest
  @EnumSource(As.class)
  void worksWhereTheCacheFolderAloneIsExecutable(As as) {
    works(surroundings().noexec(FIXED).facts(as, "stdio error"));
  }

  @ParameterizedTest
  @EnumSource(As.class)
  void worksWhereDevShmAloneIsExecutable(As as) {
    works(surroundings().noexec(List.of("/tmp", home.toString())).facts(as, "stdio error"));
  }

  @ParameterizedTest
  @EnumSource(As.class)
  void worksWhereANamedFolderAloneIsExecutable(As as) {
    Path named = home.resolve("named");
    works(
        surroundings()
            .noexec(List.of("/tmp", "/dev/shm", home.resolve("cache").toString()))
            .jvm("-Drestrict.native-dir=" + named)
            .facts(as, "stdio error"));
  }

  @ParameterizedTest
  @EnumSource(As.class)
  void needsNoExecutableFolderFromJava22(As as) {
    nothingButMemory(
        surroundings().noexec(List.of("/tmp", "/dev/shm", home.toString())).run(as, "stdio error"),
        "noexec");
  }

  @ParameterizedTest
  @EnumSource(As.class)
  void needsNoWritableFolderFromJava22(As as) {
    nothingButMemory(surroundings().readOnly().run(as, "stdio error"), "EROFS");
  }

  private void nothingButMemory(ChildJvm.Result result, String answer) {
    if (FOREIGN) {
      works(Facts.of(result));
      return;
    }
    assertThat(message(result))
        .contains("libjnidispatch.so")
        .contains("java.io.tmpdir /tmp: " + answer)
        .contains("the cache folder " + home.resolve("cache") + ": " + answer)
        .contains("/dev/shm: " + answer)
        .contains("restrict.native-dir")
        .contains("Java 22");
  }

  @ParameterizedTest
  @EnumSource(As.class)
  void worksWithoutExecutableMemory(As as) {
    works(surroundings().noExecutableMemory().facts(as, "stdio error"));
  }

  @ParameterizedTest
  @EnumSource(As.class)
  void worksWithoutExecutableMemoryWhereTheCacheFolderAloneIsExecutable(As as) {
    works(surroundings().noExecutableMemory().noexec(FIXED).facts(as, "stdio error"));
  }

  @ParameterizedTest
  @EnumSource(As.class)
  void saysThatNothingCanBeExecuted(As as) {
    Surroundings nothing =
        surroundings().noExecutableMemory().noexec(List.of("/tmp", "/dev/shm", home.toString()));
    if (!FOREIGN) {
      assertThat(message(nothing.run(as, "stdio error"))).contains("libjnidispatch.so");
      return;
    }
    Map<String, String> facts = nothing.facts(as, "stdio error");
    assertThat(facts).containsEntry("started", "false").doesNotContainEntry("referee", "RUNNING");
    assertThat(facts.get("notices"))
        .contains("restrict-referee")
        .contains("memory: EACCES", "vm.memfd_noexec")
        .contains("java.io.tmpdir /tmp: noexec")
        .contains("the cache folder " + home.resolve("cache") + ": noexec")
        .contains("/dev/shm: noexec")
        .contains("restrict.native-dir");
    assertThat(nothing.facts(as, "stdio")).containsEntry("state", "LOCKED");
  }

  /** What an image may bring along: the files, unpacked while it was built. */
  @ParameterizedTest
  @EnumSource(As.class)
  void takesWhatLiesInAReadOnlyFolder(As as) throws IOException {
    Path named = home.resolve("named");
    Files.setPosixFilePermissions(named, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String resource :
        List.of(
            "/com/sun/jna/linux-x86-64/libjnidispatch.so",
            "/linux-x86-64/librestrict.so",
            "/linux-x86-64/restrict-referee")) {
      try (InputStream in = Restrict.class.getResourceAsStream(resource)) {
        Path file = named.resolve(resource.substring(resource.lastIndexOf('/') + 1));
        Files.copy(Optional.ofNullable(in).orElseThrow(), file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
    Surroundings prepared = surroundings().jvm("-Drestrict.native-dir=" + named);
    if (ChildJvm.isRoot()) {
      prepared.noExecutableMemory();
    }
    works(prepared.readOnly().facts(as, "stdio error"));
    assertThat(named).isDirectoryContaining("glob:**/librestrict.so");
  }

  /** Whoever may rename our folder could put another library in its place. */
  @ParameterizedTest
  @EnumSource(As.class)
  void passesOverAFolderThatOthersMayChange(As as) throws IOException {
    Path named = home.resolve("named");
    Files.setPosixFilePermissions(named, PosixFilePermissions.fromString("rwxrwxrwx"));
    ChildJvm.Result result =
        surroundings()
            .noexec(List.of("/tmp", "/dev/shm", home.resolve("cache").toString()))
            .jvm("-Drestrict.native-dir=" + named)
            .run(as, "stdio error");
    if (FOREIGN) {
      works(Facts.of(result));
    } else {
      assertThat(message(result))
          .contains("restrict.native-dir " + named + ": others may change " + named);
    }
  }
}
