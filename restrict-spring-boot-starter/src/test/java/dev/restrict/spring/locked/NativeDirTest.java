package dev.restrict.spring.locked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.restrict.testing.ChildJvm;
import dev.restrict.testing.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** Where no other folder is executable, native code lies in the one that the property names. */
class NativeDirTest {

  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory(Path.of("/var/tmp"), "native");
  }

  @AfterEach
  void removeFolder() throws IOException {
    Files.delete(folder);
  }

  @Test
  void namesTheFolder() {
    ChildJvm.Result result = run("--restrict.native-dir=" + folder);
    assertThat(result.exit()).as(result.output()).isZero();
    assertThat(result.output()).contains("restrict: auditing");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void isAskedForWhereNoFolderServes() {
    assumeTrue(
        ChildJvm.isRoot() || Runtime.version().feature() < 22,
        "memory serves for all, unless root forbids that");
    ChildJvm.Result result = run();
    assertThat(result.exit()).as(result.output()).isEqualTo(255);
    assertThat(result.output())
        .containsOnlyOnce("APPLICATION FAILED TO START")
        .contains("/dev/shm: noexec", "set restrict.native-dir")
        .doesNotContain("\tat ");
  }

  private static ChildJvm.Result run(String... arguments) {
    Mounts mounts = new Mounts().noexec(Mounts.SHARED);
    if (ChildJvm.isRoot()) {
      mounts.noExecutableMemory();
    }
    return mounts
        .around(ChildJvm.child())
        .environment("XDG_CACHE_HOME", "/tmp")
        .run(Application.class, arguments);
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {

    public static void main(String[] arguments) {
      SpringApplication application = new SpringApplication(Application.class);
      application.setWebApplicationType(WebApplicationType.NONE);
      application.setDefaultProperties(Map.of("restrict.mode", "audit"));
      application.run(arguments);
    }
  }
}
