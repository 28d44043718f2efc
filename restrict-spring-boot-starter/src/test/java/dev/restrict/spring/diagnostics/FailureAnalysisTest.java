package dev.restrict.spring.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import dev.restrict.IncompleteLockException;
import dev.restrict.Promise;
import dev.restrict.RestrictException;
import dev.restrict.UnsupportedKernelException;
import dev.restrict.spring.autoconfigure.RestrictAutoConfiguration;
import dev.restrict.spring.lock.RecordingProcessLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/** What a user reads when the application does not start. */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalysisTest {

  private final RecordingProcessLock lock = new RecordingProcessLock();

  @TempDir Path folder;

  @Test
  void unknownPromise(CapturedOutput output) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("application.yml"),
            """
            restrict:
              promises:
                - stdio
                - rpaht
            """);
    fail(Application.class, "--spring.config.location=" + file);
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("restrict.promises[1]: 'rpaht' is not a promise; did you mean 'rpath'?")
        .contains("Property: restrict.promises[1]")
        .contains("Value: \"rpaht\"")
        .containsPattern("Origin: .*application.yml.* - 4:7")
        .contains("Write 'rpath', or remove 'rpaht'")
        .doesNotContain("Unable to close ApplicationContext");
  }

  @Test
  void unknownPromiseOfCode(CapturedOutput output) {
    fail(CodeWithUnknownPromise.class);
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("'inte' is not a promise; did you mean 'inet'?")
        .contains("Write 'inet' instead of 'inte'");
  }

  @Test
  void missingPath(CapturedOutput output) {
    fail(
        Application.class,
        "--restrict.promises=stdio rpath",
        "--restrict.access[0].path=/no/such/path",
        "--restrict.access[0].flags=r");
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("restrict.access[0].path: the path /no/such/path cannot be resolved")
        .contains("Property: restrict.access[0].path")
        .contains("Value: \"/no/such/path\"")
        .contains("Origin: \"restrict.access[0].path\" from property source \"commandLineArgs\"")
        .contains("Create it before the application starts");
  }

  @Test
  void invalidValue(CapturedOutput output) {
    fail(Application.class, "--restrict.mode=kil");
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("restrict.mode: 'kil' is not a known value; did you mean 'kill'?")
        .contains("Use one of: kill, error, audit.");
  }

  @Test
  void missingValue(CapturedOutput output) {
    fail(Application.class, "--restrict.ports[0].port=80");
    assertThat(output)
        .contains("restrict.ports[0].flags: it is missing")
        .contains("Value: none")
        .contains("Set it: letters out of 'bc'.");
  }

  @Test
  void unknownProperty(CapturedOutput output) {
    fail(Application.class, "--restrict.promise=stdio");
    assertThat(output).contains("APPLICATION FAILED TO START").contains("restrict.promise");
  }

  @Test
  void mistypedEnabled(CapturedOutput output) {
    fail(Application.class, "--restrict.enabled=ture");
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("Property: restrict.enabled")
        .contains("Value: \"ture\"");
  }

  @Test
  void unsupportedKernel(CapturedOutput output) {
    lock.failCheck(
        new UnsupportedKernelException(
            "the kernel has Landlock ABI 1, and ABI 3 came with Linux 6.2",
            "Use Linux 6.2 or newer."));
    fail(Application.class, "--restrict.promises=stdio");
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .containsSubsequence(
            "Description:",
            "the kernel has Landlock ABI 1, and ABI 3 came with Linux 6.2. Nothing was locked.",
            "Action:",
            "Use Linux 6.2 or newer.",
            "set restrict.on-unsupported to 'warn'");
    assertThat(lock.locked).isEmpty();
  }

  @Test
  void nativeLibraryThatCannotBeLoaded(CapturedOutput output) {
    lock.failCheck(new UnsatisfiedLinkError("librestrict.so: no such file"));
    fail(Application.class, "--restrict.promises=stdio");
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("The policy of restrict.* cannot be enforced: librestrict.so: no such file");
  }

  @Test
  void incompleteLock(CapturedOutput output) {
    lock.failLock(
        new IncompleteLockException(
            "thread 4711 'driver' blocks every signal",
            List.of(new IncompleteLockException.UnlockedThread(4711, "driver")),
            false));
    fail(Application.class, "--restrict.promises=stdio");
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("thread 4711 'driver' blocks every signal")
        .contains("    4711 driver")
        .contains("blocks all signals");
  }

  @Test
  void anyOtherFailureOfTheLock(CapturedOutput output) {
    lock.failLock(new RestrictException("seccomp(SECCOMP_SET_MODE_FILTER): EACCES"));
    fail(Application.class, "--restrict.promises=stdio");
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("The application cannot be locked: seccomp(SECCOMP_SET_MODE_FILTER): EACCES");
  }

  private void fail(Class<?> configuration, String... arguments) {
    SpringApplication application = new SpringApplication(configuration);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.addInitializers(context -> lock.initialize((GenericApplicationContext) context));
    assertThatException().isThrownBy(() -> application.run(arguments));
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(RestrictAutoConfiguration.class)
  static class Application {}

  @Configuration(proxyBeanMethods = false)
  static class CodeWithUnknownPromise extends Application {

    @Bean
    ApplicationRunner promise() {
      return arguments -> Promise.of("inte");
    }
  }
}
