package dev.restrict.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.restrict.Restrict;
import dev.restrict.RestrictException;
import dev.restrict.Status;
import dev.restrict.linux.Arch;
import dev.restrict.testing.As;
import dev.restrict.testing.ChildJvm;
import dev.restrict.testing.EachUser;
import dev.restrict.testing.Facts;
import dev.restrict.testing.Mounts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Where the native code is loaded and executed from, with real mounts: the child has a mount
 * namespace of its own, and where it says so a PID namespace with vm.memfd_noexec.
 */
class NativePlacesTest {

  /** From Java 22 on JNA's own library needs no folder either. */
  private static final boolean FOREIGN = Runtime.version().feature() >= 22;

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

  private ChildJvm.Result run(Mounts mounts, As as, String promises, String... jvm) {
    return mounts
        .around(as.child())
        .environment("XDG_CACHE_HOME", home.resolve("cache").toString())
        .jvm(jvm)
        .run(Child.class, promises);
  }

  /** In mode error. */
  private Map<String, String> facts(Mounts mounts, As as, String... jvm) {
    return Facts.of(run(mounts, as, "stdio error", jvm));
  }

  private List<String> all() {
    return List.of("/tmp", "/dev/shm", home.toString());
  }

  private static Mounts noExecutableMemory() {
    assumeTrue(ChildJvm.isRoot(), "vm.memfd_noexec can be set by root alone");
    return new Mounts().noExecutableMemory();
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
    assertThat(result.output().lines())
        .filteredOn(line -> !line.startsWith("WARNING: ") && !line.isBlank())
        .hasSize(2);
    assertThat(result.output()).doesNotContain("\tat ", "JNA Warning");
    return facts.get("message");
  }

  @ParameterizedTest
  @EachUser
  void leavesNothingBehindAndIsDeniedNothingWhenTheJvmEnds(As as) throws IOException {
    String temporary = "-Djava.io.tmpdir=" + home.resolve("temporary");
    works(facts(new Mounts(), as, temporary));
    assertThat(Facts.of(run(new Mounts(), as, "stdio", temporary))).containsEntry("mode", "kill");
    nothingIsLeft();
  }

  /** JNA then unpacks itself in its own way, which would delete the file when the JVM ends. */
  @ParameterizedTest
  @EachUser
  void leavesJnaAloneWhereTheApplicationConfiguresIt(As as) throws IOException {
    String jna = "-Djna.tmpdir=" + home.resolve("named");
    works(facts(new Mounts().noexec(Mounts.SHARED), as, jna));
    assertThat(Facts.of(run(new Mounts(), as, "stdio", jna))).containsEntry("mode", "kill");
    nothingIsLeft();
    assertThat(message(run(new Mounts().noexec(all()), as, "stdio", jna)))
        .contains("jna.tmpdir=" + home.resolve("named"))
        .contains("leave that property out");
  }

  private void nothingIsLeft() throws IOException {
    try (Stream<Path> paths = Files.walk(home)) {
      assertThat(paths)
          .containsExactlyInAnyOrder(
              home, home.resolve("cache"), home.resolve("named"), home.resolve("temporary"));
    }
  }

  @ParameterizedTest
  @EachUser
  void worksWhereTmpIsNoexec(As as) {
    works(facts(new Mounts().noexec(List.of("/tmp")), as));
  }

  @ParameterizedTest
  @EachUser
  void worksWhereTheCacheFolderAloneIsExecutable(As as) {
    works(facts(new Mounts().noexec(Mounts.SHARED), as));
  }

  @ParameterizedTest
  @EachUser
  void worksWhereDevShmAloneIsExecutable(As as) {
    works(facts(new Mounts().noexec(List.of("/tmp", home.toString())), as));
  }

  @ParameterizedTest
  @EachUser
  void worksWhereANamedFolderAloneIsExecutable(As as) {
    String cache = home.resolve("cache").toString();
    works(
        facts(
            new Mounts().noexec(List.of("/tmp", "/dev/shm", cache)),
            as,
            "-Drestrict.native-dir=" + home.resolve("named")));
  }

  @ParameterizedTest
  @EachUser
  void needsNoExecutableFolderFromJava22(As as) {
    nothingButMemory(run(new Mounts().noexec(all()), as, "stdio error"), "noexec");
  }

  @ParameterizedTest
  @EachUser
  void needsNoWritableFolderFromJava22(As as) {
    nothingButMemory(run(new Mounts().readOnly(all()), as, "stdio error"), "EROFS");
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
  @EachUser
  void worksWithoutExecutableMemory(As as) {
    works(facts(noExecutableMemory(), as));
  }

  @ParameterizedTest
  @EachUser
  void worksWithoutExecutableMemoryWhereTheCacheFolderAloneIsExecutable(As as) {
    works(facts(noExecutableMemory().noexec(Mounts.SHARED), as));
  }

  @ParameterizedTest
  @EachUser
  void saysThatNothingCanBeExecuted(As as) {
    Mounts nothing = noExecutableMemory().noexec(all());
    if (!FOREIGN) {
      assertThat(message(run(nothing, as, "stdio error"))).contains("libjnidispatch.so");
      return;
    }
    Map<String, String> facts = facts(nothing, as);
    assertThat(facts).containsEntry("started", "false").doesNotContainEntry("referee", "RUNNING");
    assertThat(facts.get("notices"))
        .contains("restrict-referee")
        .contains("memory: EACCES", "vm.memfd_noexec")
        .contains("java.io.tmpdir /tmp: noexec")
        .contains("the cache folder " + home.resolve("cache") + ": noexec")
        .contains("/dev/shm: noexec")
        .contains("restrict.native-dir");
    assertThat(Facts.of(run(nothing, as, "stdio"))).containsEntry("state", "LOCKED");
  }

  /** What an image may bring along: the files, unpacked while it was built. */
  @ParameterizedTest
  @EachUser
  void takesWhatLiesInAReadOnlyFolder(As as) throws IOException {
    Path named = unpacked();
    Mounts prepared = ChildJvm.isRoot() ? noExecutableMemory() : new Mounts();
    works(facts(prepared.readOnly(all()), as, "-Drestrict.native-dir=" + named));
    assertThat(named).isDirectoryContaining("glob:**/librestrict.so");
  }

  @ParameterizedTest
  @EachUser
  void passesOverAFileOfAnotherVersion(As as) throws IOException {
    Path named = unpacked();
    Path file = named.resolve("libjnidispatch.so");
    Files.writeString(file, "another");
    ChildJvm.Result result =
        run(new Mounts().readOnly(all()), as, "stdio error", "-Drestrict.native-dir=" + named);
    if (FOREIGN) {
      works(Facts.of(result));
    } else {
      assertThat(message(result)).contains(file + " is of another version");
    }
  }

  private Path unpacked() throws IOException {
    Path named = home.resolve("named");
    Files.setPosixFilePermissions(named, PosixFilePermissions.fromString("rwxr-xr-x"));
    String platform = Arch.of(System.getProperty("os.arch")).orElseThrow().platform();
    for (String resource :
        List.of(
            "/com/sun/jna/" + platform + "/libjnidispatch.so",
            "/" + platform + "/librestrict.so",
            "/" + platform + "/restrict-referee")) {
      try (InputStream in = Restrict.class.getResourceAsStream(resource)) {
        Path file = named.resolve(resource.substring(resource.lastIndexOf('/') + 1));
        Files.copy(Optional.ofNullable(in).orElseThrow(), file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
    return named;
  }

  /** Whoever may rename our folder could put another library in its place. */
  @ParameterizedTest
  @EachUser
  void passesOverAFolderThatOthersMayChange(As as) throws IOException {
    Path named = home.resolve("named");
    Files.setPosixFilePermissions(named, PosixFilePermissions.fromString("rwxrwxrwx"));
    String cache = home.resolve("cache").toString();
    ChildJvm.Result result =
        run(
            new Mounts().noexec(List.of("/tmp", "/dev/shm", cache)),
            as,
            "stdio error",
            "-Drestrict.native-dir=" + named);
    if (FOREIGN) {
      works(Facts.of(result));
    } else {
      assertThat(message(result))
          .contains("restrict.native-dir " + named + ": others may change " + named);
    }
  }
}
