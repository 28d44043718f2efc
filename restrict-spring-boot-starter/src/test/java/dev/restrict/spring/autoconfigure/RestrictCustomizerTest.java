package dev.restrict.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.AccessRule;
import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.ProcessLock;
import dev.restrict.Promise;
import dev.restrict.spring.RestrictCustomizer;
import dev.restrict.spring.diagnostics.RestrictStartException;
import dev.restrict.spring.lock.RecordingProcessLock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Tests for {@link RestrictCustomizer}. */
class RestrictCustomizerTest {

  private final RecordingProcessLock lock = new RecordingProcessLock();

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RestrictAutoConfiguration.class))
          .withBean(ProcessLock.class, () -> lock);

  @TempDir Path folder;

  @Test
  void addsToTheProperties() {
    runner
        .withBean(
            RestrictCustomizer.class,
            () -> policy -> policy.access(folder, "rw").promises("inet").port(5432, "c"))
        .withPropertyValues("restrict.promises=stdio", "restrict.mode=error")
        .run(
            context -> {
              Policy policy = context.getBean(Policy.class);
              assertThat(policy.promises()).contains(Set.of(Promise.STDIO, Promise.INET));
              assertThat(policy.accessRules()).containsExactly(AccessRule.of(folder, "rw"));
              assertThat(policy.portRules()).hasSize(1);
              assertThat(policy.mode()).isEqualTo(Mode.ERROR);
              assertThat(lock.checked).containsExactly(policy);
            });
  }

  @Test
  void beansAreCalledInTheirOrder() {
    runner
        .withUserConfiguration(Ordered.class)
        .run(context -> assertThat(context.getBean(Ordered.class).calls).containsExactly("a", "b"));
  }

  @Test
  void failureNamesTheBeanAndEndsWith255() {
    runner
        .withBean(RestrictCustomizer.class, () -> policy -> policy.access(Path.of("/no/such"), "r"))
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .cause()
                    .cause()
                    .isInstanceOf(RestrictStartException.class)
                    .hasMessageContaining("RestrictCustomizerTest")
                    .hasMessageContaining("/no/such"));
  }

  @Configuration(proxyBeanMethods = false)
  static class Ordered {

    private final List<String> calls = new ArrayList<>();

    @Bean
    @Order(2)
    RestrictCustomizer second() {
      return policy -> calls.add("b");
    }

    @Bean
    @Order(1)
    RestrictCustomizer first() {
      return policy -> calls.add("a");
    }
  }
}
