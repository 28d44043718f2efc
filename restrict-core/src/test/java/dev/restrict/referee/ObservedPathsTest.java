package dev.restrict.referee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Layer;
import dev.restrict.Policy;
import dev.restrict.Restrict;
import dev.restrict.Violation;
import dev.restrict.lock.ExecTest;
import dev.restrict.testing.As;
import dev.restrict.testing.EachUser;
import dev.restrict.testing.Facts;
import dev.restrict.testing.Sys;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** What Landlock denies is recorded where paths are observed, and nothing that it allows. */
class ObservedPathsTest {

  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("restrict-observed").toRealPath();
    for (String name : new String[] {"own", "other"}) {
      Files.createDirectory(folder.resolve(name));
      Files.writeString(folder.resolve(name + "/file"), "text");
    }
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.toList()) {
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

  /** The newest violation that Landlock made, as one line. */
  static String newest() {
    List<Violation> all = Restrict.violations();
    for (int i = all.size() - 1; i >= 0; i--) {
      Violation v = all.get(i);
      if (v.layer() == Layer.LANDLOCK) {
        return v.syscall()
            + " "
            + v.path().orElse("?")
            + " | "
            + v.thread()
            + " | "
            + v.promise().map(Object::toString).orElse("none")
            + " | "
            + v.remedy()
            + " | "
            + v.denied();
      }
    }
    return "none";
  }

  static final class TooLong {
    public static void main(String[] args) throws Exception {
      Sys.ready();
      newest();
      Path deep = Path.of(args[0], "own");
      for (int i = 0; i < 5; i++) {
        deep = Files.createDirectory(deep.resolve("d".repeat(200)));
      }
      Path file = Files.writeString(deep.resolve("file"), "text");
      Restrict.lock(
          Policy.builder()
              .promises("stdio rpath error")
              .access(deep, "r")
              .observePaths(true)
              .build());
      Sys.say("open", Sys.open(file.toString(), 0));
      Sys.say("violations", Restrict.status().violations());
      Sys.say("dropped", Restrict.status().dropped());
      Sys.say("newest", newest());
    }
  }

  /** What is cut off must not be judged as if it were the whole path. */
  @Test
  void aPathThatDoesNotFitIsNotJudged() {
    assertThat(Facts.of(As.SELF.child(), TooLong.class, folder.toString()))
        .containsEntry("open", "ok")
        .containsEntry("violations", "0")
        .containsEntry("dropped", "1")
        .containsEntry("newest", "none");
  }

  static final class Denied {
    public static void main(String[] args) throws Exception {
      Sys.ready();
      newest();
      String own = args[0] + "/own";
      String other = args[0] + "/other";
      Restrict.lock(
          Policy.builder()
              .promises("stdio rpath wpath cpath inet proc exec prot_exec error")
              .access(Path.of(own), "crw")
              .access(Path.of("/usr"), "rx")
              .access(Path.of("/etc"), "r")
              .port(Integer.parseInt(args[1]), "c")
              .observePaths(true)
              .build());
      Sys.say("open answer", Sys.open(other + "/file", 0));
      Sys.say("open", newest());
      Sys.say("write answer", Sys.open(other + "/file", 1));
      Sys.say("write", newest());
      Sys.say("create answer", Sys.open(other + "/new", 0101));
      Sys.say("create", newest());
      Sys.say("missing answer", Sys.open(other + "/missing/deeper", 0));
      Sys.say("chdir", Sys.answer("chdir", Sys.string(other)));
      Sys.say("relative answer", Sys.open("file", 0));
      Sys.say("relative", newest());
      Sys.answer("chdir", Sys.string(own));
      Sys.say("up answer", Sys.open("../other/file", 0));
      Sys.say("up", newest());
      long directory = Sys.call("openat", -100, Sys.string(own), 0);
      Sys.say("dirfd answer", Sys.answer("openat", directory, Sys.string("../other/./file"), 0));
      Sys.say("dirfd", newest());
      Sys.say(
          "rename answer", Sys.answer("rename", Sys.string("file"), Sys.string("../other/moved")));
      Sys.say("rename", newest());
      Sys.say("symlink", Sys.answer("symlink", Sys.string(other + "/file"), Sys.string("link")));
      Sys.say("by link answer", Sys.open("link", 0));
      Sys.say("by link", newest());
      Sys.say("unlink answer", Sys.answer("unlink", Sys.string(other + "/file")));
      Sys.say("unlink", newest());
      long tcp = Sys.call("socket", 2, 1, 0);
      Sys.say("connect answer", Sys.answer("connect", tcp, Sys.loopback(9), 16));
      Sys.say("connect", newest());
      Thread thread = new Thread(() -> Sys.open(other + "/file", 0), "named-thread");
      thread.start();
      thread.join();
      Sys.say("thread", newest());
      long before = Restrict.status().violations();
      String script = "cd " + own + " && cat ../other/file";
      Sys.say("child answer", ExecTest.run("/bin/sh", "-c", script).replace('\n', ' '));
      Sys.say("child", newest());
      Sys.say(
          "child pid",
          Restrict.violations().stream()
              .anyMatch(
                  v -> v.layer() == Layer.LANDLOCK && v.pid() != ProcessHandle.current().pid()));
      Sys.say("counted", Restrict.status().violations() > before);
      // Allowed, and so no violation.
      before = Restrict.status().violations();
      Sys.open("file", 2);
      Sys.open("/usr/bin/env", 0);
      Sys.open("does-not-exist", 0);
      long allowed = Sys.call("socket", 2, 1, 0);
      Sys.say(
          "allowed port",
          Sys.answer("connect", allowed, Sys.loopback(Integer.parseInt(args[1])), 16));
      Sys.say("silent", Restrict.status().violations() - before);
    }
  }

  @ParameterizedTest
  @EachUser
  void recordsWhatLandlockDenies(As as) throws IOException {
    Map<String, String> facts;
    try (ServerSocket server = new ServerSocket(0)) {
      facts =
          Facts.of(
              as.child(), Denied.class, folder.toString(), String.valueOf(server.getLocalPort()));
    }
    String other = folder + "/other";
    for (String name :
        new String[] {
          "open", "write", "create", "relative", "up", "dirfd", "by link", "unlink", "connect"
        }) {
      assertThat(facts).containsEntry(name + " answer", "EACCES");
      assertThat(facts.get(name)).as(name).contains(" | java | ").endsWith(" | true");
    }
    assertThat(facts.get("rename answer")).isIn("EACCES", "EXDEV");
    assertThat(facts.get("open"))
        .startsWith("openat " + other + "/file | java | rpath | ")
        .contains("add an access rule: " + other + "/file: r");
    assertThat(facts.get("write")).contains(" | wpath | ").contains(other + "/file: w");
    assertThat(facts.get("create")).contains(other + "/new").contains(other + ": cw");
    assertThat(facts.get("relative")).contains("other/file | ");
    assertThat(facts.get("up")).contains("other/file | ");
    assertThat(facts.get("dirfd")).contains("other/").contains("file | ");
    assertThat(facts.get("rename"))
        .contains("own/file -> ")
        .contains("other/moved | ")
        .contains("cpath");
    assertThat(facts.get("by link")).contains(other + "/file: r");
    assertThat(facts.get("unlink")).startsWith(Sys.name("unlink") + " " + other + "/file | ");
    assertThat(facts.get("connect")).startsWith("connect 127.0.0.1:9 | ").contains("9: c");
    assertThat(facts.get("thread")).contains(" | named-thread | ");
    assertThat(facts.get("child answer")).contains("Permission denied");
    assertThat(facts.get("child")).contains("other/file | cat | ");
    assertThat(facts)
        .containsEntry("child pid", "true")
        .containsEntry("counted", "true")
        .containsEntry("allowed port", "ok")
        .containsEntry("silent", "0");
  }

  static final class Churn {
    public static void main(String[] args) throws Exception {
      Path own = Path.of(args[0], "own");
      Restrict.lock(
          Policy.builder()
              .promises("stdio rpath wpath cpath error")
              .access(own, "crw")
              .observePaths(true)
              .build());
      long before = Restrict.status().violations();
      for (int i = 0; i < 5000; i++) {
        Path file = own.resolve("f" + i);
        Files.writeString(file, "x");
        Path moved = Files.move(file, own.resolve("g" + i));
        if (i % 10 == 0) {
          Path inner = Files.createDirectory(own.resolve("d" + i));
          Files.move(moved, inner.resolve("h"));
          Files.delete(inner.resolve("h"));
          Files.delete(inner);
        } else {
          Files.delete(moved);
        }
      }
      Sys.say("violations", Restrict.status().violations() - before);
      Sys.say("records", Restrict.violations());
    }
  }

  @ParameterizedTest
  @EachUser
  void recordsNothingThatIsAllowed(As as) {
    assertThat(Facts.of(as.child(), Churn.class, folder.toString()))
        .containsEntry("violations", "0")
        .containsEntry("records", "[]");
  }
}
