package dev.restrict.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Policy;
import dev.restrict.Restrict;
import dev.restrict.testing.As;
import dev.restrict.testing.EachUser;
import dev.restrict.testing.Facts;
import dev.restrict.testing.Proc;
import dev.restrict.testing.Sys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A rule is for what its path meant when it was made. */
class RulePathTest {

  static final class Swapped {
    public static void main(String[] args) throws Exception {
      Sys.ready();
      Path root = Files.createTempDirectory("swapped");
      Path inner = Files.createDirectories(root.resolve("outer/inner"));
      Path secret = Files.createDirectories(root.resolve("elsewhere/inner"));
      Files.writeString(secret.resolve("secret"), "secret");
      Policy policy = Policy.builder().access(inner, "r").build();
      Restrict.check(policy);
      if (args[0].equals("last")) {
        Files.delete(inner);
        Files.createSymbolicLink(inner, secret);
      } else {
        Files.delete(inner);
        Files.delete(inner.getParent());
        Files.createSymbolicLink(inner.getParent(), secret.getParent());
      }
      Sys.say("failure", Sys.failure(() -> Restrict.lock(policy)));
      Sys.say("state", Restrict.status().state());
      Sys.say("nnp", Proc.ofThreads(Path.of("/proc/self/task"), "NoNewPrivs"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"last", "before"})
  void aLinkThatTookThePlaceOfAFolderFailsTheLock(String where) {
    Map<String, String> facts = Facts.of(As.NOBODY.child(), Swapped.class, where);
    assertThat(facts.get("failure"))
        .contains("RestrictException")
        .contains("a symbolic link was put in its place")
        .contains("Nothing was locked");
    assertThat(facts).containsEntry("state", "UNLOCKED").containsEntry("nnp", "[0]");
  }

  static final class Alone {
    public static void main(String[] args) {
      Sys.ready();
      Restrict.accessLock();
      Sys.say("state", Restrict.status().state());
      Sys.say("passwd", Sys.open("/etc/passwd", 0));
      Sys.say(
          "tmp",
          Sys.answer("mkdir", Sys.string("/tmp/never-" + ProcessHandle.current().pid()), 0700));
      Sys.say("java", Sys.open(System.getProperty("java.home") + "/release", 0));
      Sys.say("self", Sys.open("/proc/self/status", 0));
      Sys.say("accepted", Restrict.status().accepted().access());
    }
  }

  /** As the model does: without any access before it, no path is left. */
  @ParameterizedTest
  @EachUser
  void accessLockAloneLeavesWhatTheJvmNeeds(As as) {
    assertThat(Facts.of(as.child(), Alone.class))
        .containsEntry("state", "LOCKED")
        .containsEntry("passwd", "EACCES")
        .containsEntry("tmp", "EACCES")
        .containsEntry("java", "ok")
        .containsEntry("self", "ok")
        .containsEntry("accepted", "Optional[[]]");
  }
}
