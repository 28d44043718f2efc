package dev.restrict.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.restrict.spring.diagnostics.RestrictStartException;
import dev.restrict.spring.net.ClientJvm;
import dev.restrict.testing.Authority;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

/** What is configured below {@code restrict.*} is in force, or the start fails. */
@ExtendWith(OutputCaptureExtension.class)
class InForceCheckTest {

  private static final String LOCK = "dev.restrict.spring.autoconfigure.RestrictAutoConfiguration";
  private static final String TRUST = "dev.restrict.spring.trust.RestrictTrustAutoConfiguration";
  private static final String RESOLVER =
      "dev.restrict.spring.resolver.RestrictResolverAutoConfiguration";
  private static final String SSL =
      "org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration";

  @TempDir static Path folder;

  private static String trust;

  @BeforeAll
  static void certificate() {
    trust =
        "restrict.trust.certificates=file:" + Authority.valid("it").write(folder.resolve("it.pem"));
  }

  @ParameterizedTest
  @CsvSource({
    "restrict.trust, " + TRUST + ", " + TRUST,
    "restrict.trust, " + SSL + ", " + SSL,
    "restrict.trust, " + LOCK + ", " + LOCK,
    "restrict.trust.bundle=none, " + TRUST + ", " + TRUST,
    "restrict.trust.certificates=, " + TRUST + ", " + TRUST,
    "restrict.resolver=192.0.2.53, " + RESOLVER + ", " + RESOLVER,
    "restrict.resolver=, " + RESOLVER + ", " + RESOLVER,
    "restrict.resolver=192.0.2.53, " + LOCK + ", " + LOCK,
    "restrict.promises=stdio, " + LOCK + ", " + LOCK,
    "restrict.access[0].path=/tmp, " + LOCK + ", " + LOCK,
    "restrict.ports[0].port=80, " + LOCK + ", " + LOCK,
    "restrict.mode=Audit, " + LOCK + ", " + LOCK,
  })
  void anExclusionFailsTheStart(
      String property, String exclusion, String named, CapturedOutput output) {
    String argument = property.equals("restrict.trust") ? trust : property;
    Throwable failure = start("--" + argument, "--spring.autoconfigure.exclude=" + exclusion);
    assertThat(failure).isInstanceOf(RestrictStartException.class);
    assertThat(((RestrictStartException) failure).getExitCode()).isEqualTo(255);
    String name = argument.replaceFirst("[.\\[=].*", "");
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains(name + ".")
        .contains("would not be in force")
        .contains(named + " is excluded")
        .contains("Do not exclude it")
        .contains("set restrict.enabled to 'false'");
  }

  @Test
  void theProcessEndsAsAfterEveryOtherFailedStart() {
    ClientJvm.Result result =
        new ClientJvm()
            .with(
                "--spring.main.web-application-type=none",
                "--" + trust,
                "--spring.autoconfigure.exclude=" + SSL)
            .run();
    assertThat(result.exit()).as(result.output()).isEqualTo(255);
    assertThat(result.output()).contains("APPLICATION FAILED TO START").doesNotContain("\tat ");
  }

  @Test
  void aMissingBeanFailsTheStart(CapturedOutput output) {
    SpringApplication application = application(Application.class);
    application.addInitializers(context -> context.addBeanFactoryPostProcessor(new Remover()));
    Throwable failure = catchThrowable(() -> application.run("--" + trust));
    assertThat(failure).isInstanceOf(RestrictStartException.class);
    assertThat(output)
        .contains("restrict.trust is set, but would not be in force")
        .contains("there is no bean 'restrictTrust'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Switched off by the property that is there for it.
        "--restrict.enabled=false",
        "--restrict.enabled=off",
        // How slices of the Spring Boot tests leave everything out that they do not name.
        "--spring.boot.enableautoconfiguration=false"
      })
  void doesNotCheckWhereTheStarterIsOff(String off) {
    assertThat(start("--" + trust, off, "--spring.autoconfigure.exclude=" + LOCK)).isNull();
  }

  @Test
  void whatIsNotConfiguredMayBeExcluded() {
    assertThat(
            start(
                "--restrict.mode=error",
                "--spring.autoconfigure.exclude=" + TRUST + "," + RESOLVER + "," + LOCK))
        .isNull();
  }

  @Test
  void aContextWithoutAutoConfigurationIsNotChecked() {
    assertThat(catchThrowable(() -> application(Bare.class).run("--" + trust).close())).isNull();
  }

  private static Throwable start(String... arguments) {
    return catchThrowable(() -> application(Application.class).run(arguments).close());
  }

  private static SpringApplication application(Class<?> source) {
    SpringApplication application = new SpringApplication(source);
    application.setWebApplicationType(WebApplicationType.NONE);
    return application;
  }

  private static final class Remover implements BeanDefinitionRegistryPostProcessor {

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {}

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
      ((BeanDefinitionRegistry) beans).removeBeanDefinition("restrictTrust");
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}

  @Configuration(proxyBeanMethods = false)
  static class Bare {}
}
