package dev.restrict.spring.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.RestrictException;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  @TempDir Path folder;

  @Test
  void wrongPropertyEndsTheProcessWith255() throws Exception {
    assertThat(run("--restrict.promises=stdoi")).isEqualTo(255);
    assertThat(output()).contains("did you mean 'stdio'?").doesNotContain("\tat ");
  }

  @Test
  void failedLockEndsTheProcessWith255() throws Exception {
    assertThat(run("--restrict.promises=stdio", "--fail")).isEqualTo(255);
    assertThat(output()).contains("EACCES").doesNotContain("\tat ");
  }

  @Test
  void lockedApplicationEndsAsItWouldWithoutTheLock() throws Exception {
    assertThat(run("--restrict.promises=stdio")).isZero();
    assertThat(output()).contains("restrict: locked");
  }

  @Test
  void actuatorIsOptional() throws Exception {
    String jars = System.getProperty("java.class.path");
    String withoutActuator =
        Arrays.stream(jars.split(File.pathSeparator))
            .filter(jar -> !jar.contains("spring-boot-actuator"))
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(withoutActuator).isNotEqualTo(jars);
    assertThat(runWith(withoutActuator, "--restrict.promises=stdio")).isZero();
    assertThat(output()).contains("restrict: locked");
  }

  private int run(String... arguments) throws Exception {
    return runWith(System.getProperty("java.class.path"), arguments);
  }

  private int runWith(String classPath, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(List.of("-Xmx256m", "-cp", classPath));
    command.add(Application.class.getName());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private String output() throws Exception {
    return Files.readString(folder.resolve("output"), StandardCharsets.UTF_8);
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
