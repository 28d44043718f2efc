package dev.restrict.spring.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.RestrictException;
import dev.restrict.testing.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/**
 * What only a process of its own can show: its exit code, and a class path without the optional
 * jars.
 */
class ChildProcessTest {

  @Test
  void wrongPropertyEndsTheProcessWith255() {
    ChildJvm.Result result = run("--restrict.promises=stdoi");
    assertThat(result.exit()).as(result.output()).isEqualTo(255);
    assertThat(result.output()).contains("did you mean 'stdio'?").doesNotContain("\tat ");
  }

  @Test
  void failedLockEndsTheProcessWith255() {
    ChildJvm.Result result = run("--restrict.promises=stdio", "--fail");
    assertThat(result.exit()).as(result.output()).isEqualTo(255);
    assertThat(result.output()).contains("EACCES").doesNotContain("\tat ");
  }

  @Test
  void lockedApplicationEndsAsItWouldWithoutTheLock() {
    assertThatItLocks(run("--restrict.promises=stdio"));
  }

  @Test
  void actuatorIsOptional() {
    assertThatItLocks(
        ChildJvm.child()
            .without("spring-boot-actuator")
            .run(Application.class, "--restrict.promises=stdio"));
  }

  private static void assertThatItLocks(ChildJvm.Result result) {
    assertThat(result.exit()).as(result.output()).isZero();
    assertThat(result.output()).contains("restrict: locked");
  }

  private static ChildJvm.Result run(String... arguments) {
    return ChildJvm.child().run(Application.class, arguments);
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {

    public static void main(String[] arguments) {
      RecordingProcessLock lock = new RecordingProcessLock();
      if (List.of(arguments).contains("--fail")) {
        lock.failLock(new RestrictException("seccomp: EACCES"));
      }
      SpringApplication application = new SpringApplication(Application.class);
      application.setWebApplicationType(WebApplicationType.NONE);
      application.addInitializers(context -> lock.initialize((GenericApplicationContext) context));
      application.run(arguments);
    }
  }
}
