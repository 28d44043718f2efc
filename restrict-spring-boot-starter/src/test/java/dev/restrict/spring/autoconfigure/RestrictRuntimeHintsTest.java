package dev.restrict.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.spring.RestrictProperties;
import dev.restrict.spring.actuate.RestrictDescriptor;
import dev.restrict.spring.actuate.RestrictEndpointAutoConfiguration;
import dev.restrict.spring.actuate.Violations;
import dev.restrict.spring.health.RestrictHealthAutoConfiguration;
import dev.restrict.spring.health.RestrictInfoAutoConfiguration;
import dev.restrict.spring.metrics.RestrictMetricsAutoConfiguration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

/**
 * Tests for {@link RestrictRuntimeHints}, and that an application can be processed ahead of time.
 */
class RestrictRuntimeHintsTest {

  private static final Set<String> RESOURCES =
      Set.of(
          "linux-x86-64/librestrict.so",
          "linux-x86-64/restrict-referee",
          "dev/restrict/linux/x86_64.syscalls",
          "dev/restrict/linux/errno",
          "com/sun/jna/linux-x86-64/libjnidispatch.so");

  @Test
  void everyResourceIsThereAndHinted() {
    RuntimeHints hints = new RuntimeHints();
    new RestrictRuntimeHints().registerHints(hints, getClass().getClassLoader());
    assertThat(RESOURCES)
        .allSatisfy(
            resource -> {
              assertThat(getClass().getClassLoader().getResource(resource))
                  .as(resource)
                  .isNotNull();
              assertThat(RuntimeHintsPredicates.resource().forResource(resource)).accepts(hints);
            });
  }

  @Test
  void everyHintedClassExists() {
    RuntimeHints hints = new RuntimeHints();
    new RestrictRuntimeHints().registerHints(hints, getClass().getClassLoader());
    assertThat(hints.jni().typeHints())
        .isNotEmpty()
        .allSatisfy(
            hint -> Class.forName(hint.getType().getName(), false, getClass().getClassLoader()));
    assertThat(
            RuntimeHintsPredicates.reflection()
                .onType(TypeReference.of("dev.restrict.kernel.Librestrict$Functions")))
        .accepts(hints);
  }

  @Test
  void applicationIsProcessedAheadOfTime() {
    InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
    DefaultGenerationContext generation =
        new DefaultGenerationContext(
            new ClassNameGenerator(ClassName.get(RestrictRuntimeHintsTest.class)), files);
    try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      TestPropertyValues.of(
              "restrict.promises=stdio", "management.endpoints.web.exposure.include=restrict")
          .applyTo(context);
      context.register(Application.class);
      new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
      generation.writeGeneratedContent();
    }
    assertThat(files.getGeneratedFiles(Kind.SOURCE).keySet())
        .anyMatch(name -> name.contains("RestrictAutoConfiguration"))
        .anyMatch(name -> name.contains("RestrictEndpointAutoConfiguration"));
    RuntimeHints hints = generation.getRuntimeHints();
    assertThat(RuntimeHintsPredicates.resource().forResource("linux-x86-64/librestrict.so"))
        .accepts(hints);
    assertThat(RuntimeHintsPredicates.reflection().onType(RestrictProperties.class)).accepts(hints);
    assertThat(RuntimeHintsPredicates.reflection().onType(RestrictProperties.Access.class))
        .accepts(hints);
    assertThat(RuntimeHintsPredicates.reflection().onType(RestrictDescriptor.class)).accepts(hints);
    assertThat(RuntimeHintsPredicates.reflection().onType(Violations.class)).accepts(hints);
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration({
    RestrictAutoConfiguration.class,
    RestrictEndpointAutoConfiguration.class,
    RestrictHealthAutoConfiguration.class,
    RestrictInfoAutoConfiguration.class,
    RestrictMetricsAutoConfiguration.class
  })
  static class Application {}
}
