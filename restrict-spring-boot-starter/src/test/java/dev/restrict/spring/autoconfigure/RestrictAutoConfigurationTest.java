package dev.restrict.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.AccessRule;
import dev.restrict.Mode;
import dev.restrict.OnUnsupported;
import dev.restrict.Policy;
import dev.restrict.PortRule;
import dev.restrict.ProcessLock;
import dev.restrict.Promise;
import dev.restrict.Protocol;
import dev.restrict.UnsupportedKernelException;
import dev.restrict.spring.RestrictProperties;
import dev.restrict.spring.diagnostics.RestrictStartException;
import dev.restrict.spring.lock.PolicyLocker;
import dev.restrict.spring.lock.RecordingProcessLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.FileSystemResource;

/** Tests for {@link RestrictAutoConfiguration}. */
class RestrictAutoConfigurationTest {

  private final RecordingProcessLock lock = new RecordingProcessLock();

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RestrictAutoConfiguration.class))
          .withBean(ProcessLock.class, () -> lock);

  @TempDir Path folder;

  @Test
  void withoutPropertiesThePolicyIsEmptyAndTheKernelIsNotAsked() {
    runner.run(
        context -> {
          assertThat(context.getBean(Policy.class).isEmpty()).isTrue();
          assertThat(lock.checked).isEmpty();
        });
  }

  @Test
  void defaultsAreTheModels() {
    runner
        .withPropertyValues("restrict.promises=stdio")
        .run(
            context -> {
              Policy policy = context.getBean(Policy.class);
              assertThat(policy.mode()).isEqualTo(Mode.KILL);
              assertThat(policy.onUnsupported()).isEqualTo(OnUnsupported.FAIL);
              assertThat(policy.observePaths()).isFalse();
            });
  }

  @Test
  void everyPropertyReachesThePolicyAndThePolicyIsChecked() {
    runner
        .withPropertyValues(
            "restrict.mode=error",
            "restrict.promises[0]=stdio",
            "restrict.promises[1]=rpath",
            "restrict.access[0].path=" + folder,
            "restrict.access[0].flags=crw",
            "restrict.ports[0].port=0",
            "restrict.ports[0].flags=b",
            "restrict.ports[1].port=5432",
            "restrict.ports[1].flags=c",
            "restrict.ports[2].port=514",
            "restrict.ports[2].flags=c",
            "restrict.ports[2].protocol=Both",
            "restrict.ports[3].port=8125",
            "restrict.ports[3].flags=bc",
            "restrict.ports[3].protocol=udp",
            "restrict.observe-paths=true",
            "restrict.on-unsupported=warn")
        .run(
            context -> {
              Policy policy = context.getBean(Policy.class);
              assertThat(policy.mode()).isEqualTo(Mode.ERROR);
              assertThat(policy.promises()).contains(Set.of(Promise.STDIO, Promise.RPATH));
              assertThat(policy.accessRules()).containsExactly(AccessRule.of(folder, "crw"));
              assertThat(policy.portRules())
                  .containsExactly(
                      PortRule.of(0, "b"),
                      PortRule.of(5432, "c"),
                      PortRule.of(514, "c"),
                      PortRule.of(514, "c", Protocol.UDP),
                      PortRule.of(8125, "bc", Protocol.UDP));
              assertThat(policy.observePaths()).isTrue();
              assertThat(policy.onUnsupported()).isEqualTo(OnUnsupported.WARN);
              assertThat(lock.checked).containsExactly(policy);
              assertThat(lock.locked).isEmpty();
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stdio rpath inet",
        "stdio,rpath,inet",
        " stdio,  rpath\tinet ",
        "stdio rpath, inet",
        "inet stdio rpath stdio"
      })
  void promisesMayBeOneText(String text) {
    runner
        .withPropertyValues("restrict.promises=" + text)
        .run(
            context ->
                assertThat(context.getBean(Policy.class).promises())
                    .contains(Set.of(Promise.STDIO, Promise.RPATH, Promise.INET)));
  }

  @Test
  void promiseErrorMeansModeError() {
    runner
        .withPropertyValues("restrict.promises=stdio error")
        .run(context -> assertThat(context.getBean(Policy.class).mode()).isEqualTo(Mode.ERROR));
  }

  @Test
  void caseOfModeAndOnUnsupportedDoesNotMatter() {
    runner
        .withPropertyValues("restrict.mode=Audit", "restrict.on-unsupported=WARN")
        .run(
            context -> {
              assertThat(context.getBean(Policy.class).mode()).isEqualTo(Mode.AUDIT);
              assertThat(context.getBean(Policy.class).onUnsupported())
                  .isEqualTo(OnUnsupported.WARN);
            });
  }

  /** As the model's AccessLock without any Access: an empty list is not the same as none. */
  @Test
  void anEmptyListLeavesNothing() throws Exception {
    Path yaml = folder.resolve("application.yml");
    Files.writeString(yaml, "restrict:\n  access: []\n  ports: []\n");
    runner
        .withInitializer(
            context -> {
              try {
                new YamlPropertySourceLoader()
                    .load("yaml", new FileSystemResource(yaml))
                    .forEach(context.getEnvironment().getPropertySources()::addLast);
              } catch (IOException ex) {
                throw new UncheckedIOException(ex);
              }
            })
        .run(
            context -> {
              Policy policy = context.getBean(Policy.class);
              assertThat(policy.access()).contains(List.of());
              assertThat(policy.ports()).contains(List.of());
              assertThat(policy.isEmpty()).isFalse();
              assertThat(lock.checked).containsExactly(policy);
            });
  }

  @Test
  void relativePathCountsFromTheWorkingDirectory() throws Exception {
    Path here = Path.of("").toAbsolutePath();
    runner
        .withPropertyValues("restrict.access[0].path=src/main", "restrict.access[0].flags=r")
        .run(
            context ->
                assertThat(context.getBean(Policy.class).accessRules())
                    .singleElement()
                    .satisfies(
                        rule -> {
                          assertThat(rule.given()).isEqualTo(Path.of("src/main"));
                          assertThat(rule.path()).isEqualTo(here.resolve("src/main").toRealPath());
                        }));
  }

  @Test
  void symbolicLinkIsResolved() throws Exception {
    Path real = Files.createDirectory(folder.resolve("real")).toRealPath();
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    runner
        .withPropertyValues("restrict.access[0].path=" + link, "restrict.access[0].flags=r")
        .run(
            context ->
                assertThat(context.getBean(Policy.class).accessRules())
                    .singleElement()
                    .extracting(AccessRule::path)
                    .isEqualTo(real));
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "FALSE", "off", "no"})
  void disabledLeavesNothingBehind(String value) {
    runner
        .withPropertyValues("restrict.enabled=" + value, "restrict.promises=nonsense")
        .run(
            context -> {
              assertThat(context).doesNotHaveBean(Policy.class);
              assertThat(context).doesNotHaveBean(PolicyLocker.class);
              assertThat(context).doesNotHaveBean(RestrictProperties.class);
            });
  }

  @Test
  void mistypedEnabledFailsInsteadOfUnlocking() {
    runner
        .withPropertyValues("restrict.enabled=ture")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("Invalid boolean value 'ture'"));
  }

  @Test
  void mistypedPropertyNameFailsInsteadOfUnlocking() {
    runner
        .withPropertyValues("restrict.promise=stdio")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("restrict.promise"));
  }

  @Test
  void policyOfTheUserReplacesTheProperties() {
    Policy own = Policy.builder().promises("stdio").build();
    runner
        .withBean("ownPolicy", Policy.class, () -> own)
        .withPropertyValues("restrict.promises=stdio rpath")
        .run(
            context -> {
              assertThat(context).getBean(Policy.class).isSameAs(own);
              assertThat(lock.checked).containsExactly(own);
            });
  }

  @Test
  void defaultLockIsTheKernels() {
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(RestrictAutoConfiguration.class))
        .run(
            context ->
                assertThat(context)
                    .getBean(ProcessLock.class)
                    .isSameAs(ProcessLock.ofThisProcess()));
  }

  @Test
  void policyIsCheckedAlsoWhereBeansAreLazy() {
    runner
        .withInitializer(
            context ->
                context.addBeanFactoryPostProcessor(
                    new LazyInitializationBeanFactoryPostProcessor()))
        .withPropertyValues("restrict.promises=stdio")
        .run(context -> assertThat(lock.checked).hasSize(1));
  }

  @Test
  void kernelThatCannotEnforceThePolicyFailsTheContext() {
    lock.failCheck(new UnsupportedKernelException("no Landlock"));
    runner
        .withPropertyValues("restrict.promises=stdio")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .satisfies(
                        failure ->
                            assertThat(
                                    Stream.iterate(failure, Objects::nonNull, Throwable::getCause))
                                .anySatisfy(
                                    cause ->
                                        assertThat(cause)
                                            .isExactlyInstanceOf(RestrictStartException.class)
                                            .hasCauseExactlyInstanceOf(
                                                UnsupportedKernelException.class))));
  }
}
