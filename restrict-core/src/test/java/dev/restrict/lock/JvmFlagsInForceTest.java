package dev.restrict.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.Restrict;
import dev.restrict.Status;
import dev.restrict.testing.As;
import dev.restrict.testing.ChildJvm;
import dev.restrict.testing.EachUser;
import dev.restrict.testing.Facts;
import dev.restrict.testing.Sys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A service does not end when its JVM does what its flags say, however late. */
class JvmFlagsInForceTest {

  private static final int O_WRONLY_CREAT = 0101;

  @TempDir Path folder;
  private Path files;
  private Path beside;

  @BeforeEach
  void folders() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    files = open("files");
    beside = open("beside");
  }

  private Path open(String name) throws IOException {
    return Files.setPosixFilePermissions(
        Files.createDirectory(folder.resolve(name)), PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  /** Arguments: the mode, what to do, a folder that no flag names. */
  static final class Works {
    public static void main(String[] args) {
      Sys.ready();
      Restrict.lock(Policy.builder().promises("stdio").mode(Mode.of(args[0])).build());
      if (args[1].equals("collect")) {
        for (int i = 0; i < 60; i++) {
          System.gc();
        }
      } else {
        Sys.say("exhausted", exhausted());
      }
      Status status = Restrict.status();
      Sys.say("beside", Sys.open(args[2] + "/new", O_WRONLY_CREAT));
      Sys.say(
          "rules",
          status.access().stream().map(rule -> rule.origin() + " " + rule.path()).toList());
      Sys.say("notices", status.notices());
    }

    private static boolean exhausted() {
      try {
        return new long[Integer.MAX_VALUE / 2].length == 0;
      } catch (OutOfMemoryError e) {
        return true;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"SELF, kill", "NOBODY, error"})
  void logIsRotated(As as, String mode) throws IOException {
    ChildJvm child =
        as.child()
            .jvm(
                "-Xmx32m",
                "-Xlog:gc*:file=" + files.resolve("gc.log") + "::filecount=3,filesize=8K");
    Map<String, String> facts = Facts.of(child, Works.class, mode, "collect", beside.toString());
    assertThat(names(files)).contains("gc.log", "gc.log.0", "gc.log.1", "gc.log.2");
    assertThat(facts.get("rules")).contains("jvm-flag " + files);
    assertThat(facts).containsEntry("beside", "EACCES");
  }

  @ParameterizedTest
  @EachUser
  void heapIsDumped(As as) throws IOException {
    ChildJvm child =
        as.child().jvm("-Xmx32m", "-XX:+HeapDumpOnOutOfMemoryError", "-XX:HeapDumpPath=" + files);
    Map<String, String> facts = Facts.of(child, Works.class, "kill", "exhaust", beside.toString());
    assertThat(facts).containsEntry("exhausted", "true").containsEntry("beside", "EACCES");
    assertThat(names(files)).anyMatch(name -> name.endsWith(".hprof"));
  }

  /** Whoever may write beside the code could change what the next start runs. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Djava.io.tmpdir=FILES",
        "-Djava.io.tmpdir=FILES/below",
        "-Duser.home=FILES/below",
        "-Xbootclasspath/a:FILES/below",
        "-Xbootclasspath/a:FILES/.."
      })
  void folderWithOtherThingsIsNotGrantedAndThatIsSaid(String other) throws IOException {
    Files.createDirectory(files.resolve("below"));
    notGranted(other.replace("FILES", files.toString()), "-Xlog:gc:file=" + files + "/gc.log");
  }

  @Test
  void folderOfTheSystemIsNotGrantedAndThatIsSaid() {
    notGranted("-XX:+HeapDumpOnOutOfMemoryError", "-XX:HeapDumpPath=/var/log");
  }

  private void notGranted(String other, String flag) {
    ChildJvm child = ChildJvm.child().jvm(other, flag);
    Map<String, String> facts = Facts.of(child, Works.class, "error", "collect", beside.toString());
    assertThat(facts.get("rules")).doesNotContain("jvm-flag");
    assertThat(facts.get("notices")).contains("the JVM flag " + flag, "no folder of its own");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }
}
