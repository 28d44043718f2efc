package dev.restrict.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Policy;
import dev.restrict.ProcessLock;
import dev.restrict.UnsupportedKernelException;
import dev.restrict.spring.autoconfigure.RestrictAutoConfiguration;
import dev.restrict.spring.lock.RecordingProcessLock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What cannot be locked is known before pools and servers open. */
class EarlyCheckTest {

  private final RecordingProcessLock lock = new RecordingProcessLock();
  private final List<String> opened = new ArrayList<>();

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withBean(ProcessLock.class, () -> lock)
          .withBean(Opened.class, () -> new Opened(opened))
          .withPropertyValues("restrict.promises=stdio");

  private record Opened(List<String> names) {}

  /** A bean that opens something when it is made. */
  private record Pool() {}

  @Configuration(proxyBeanMethods = false)
  static class Plain {

    @Bean
    Pool pool(Opened opened) {
      opened.names().add("pool");
      return new Pool();
    }
  }

  /** The class that opens the pool also has a say in the policy. */
  @Configuration(proxyBeanMethods = false)
  static class WithCustomizer {

    @Bean
    Pool pool(Opened opened) {
      opened.names().add("pool");
      return new Pool();
    }

    @Bean
    RestrictCustomizer customizer() {
      return policy -> policy.promises("stdio rpath");
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class WithPolicy {

    @Bean
    Pool pool(Opened opened) {
      opened.names().add("pool");
      return new Pool();
    }

    @Bean
    Policy policy() {
      return Policy.builder().promises("stdio rpath").build();
    }
  }

  private ApplicationContextRunner with(Class<?> application) {
    return runner
        .withUserConfiguration(application)
        .withConfiguration(AutoConfigurations.of(RestrictAutoConfiguration.class));
  }

  @ParameterizedTest
  @ValueSource(classes = {Plain.class, WithCustomizer.class, WithPolicy.class})
  void aRefusalComesBeforeThePoolOpens(Class<?> application) {
    lock.failCheck(new UnsupportedKernelException("no Landlock"));
    with(application)
        .run(
            context -> {
              assertThat(context)
                  .getFailure()
                  .hasStackTraceContaining("The policy of restrict.* cannot be enforced");
              assertThat(opened).isEmpty();
            });
  }

  @ParameterizedTest
  @ValueSource(classes = {Plain.class, WithCustomizer.class, WithPolicy.class})
  void whatCanBeLockedStarts(Class<?> application) {
    with(application)
        .run(
            context -> {
              assertThat(context).hasNotFailed().hasSingleBean(Pool.class);
              assertThat(opened).containsExactly("pool");
              assertThat(lock.checked).hasSize(1);
              if (application != Plain.class) {
                assertThat(lock.checked.get(0).promises().orElseThrow()).hasSize(2);
              }
            });
  }

  /** A customizer that needs the pool: then the pool comes first, since there is no other way. */
  @Configuration(proxyBeanMethods = false)
  static class WithCustomizerThatNeedsThePool {

    @Bean
    Pool pool(Opened opened) {
      opened.names().add("pool");
      return new Pool();
    }

    @Bean
    RestrictCustomizer customizer(Pool pool) {
      return policy -> policy.promises("stdio rpath");
    }
  }

  @Test
  void aCustomizerMayNeedWhatItLikes() {
    with(WithCustomizerThatNeedsThePool.class)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(lock.checked).hasSize(1);
            });
  }
}
