package dev.restrict.spring.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.restrict.Policy;
import dev.restrict.RestrictException;
import dev.restrict.Status;
import dev.restrict.spring.RestrictLockedEvent;
import dev.restrict.spring.autoconfigure.RestrictAutoConfiguration;
import dev.restrict.spring.diagnostics.RestrictStartException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.metrics.buffering.BufferingApplicationStartup;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** Tests for {@link LockListener}: when the lock is made, and how often. */
@ExtendWith(OutputCaptureExtension.class)
class LockMomentTest {

  private final RecordingProcessLock lock = new RecordingProcessLock();

  private final List<String> order = new ArrayList<>();

  private final List<ConfigurableApplicationContext> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(ConfigurableApplicationContext::close);
  }

  @Test
  void lockComesAfterEveryListenerAndBeforeTraffic() {
    ApplicationContext[] context = new ApplicationContext[1];
    ReadinessState[] stateAtLock = new ReadinessState[1];
    lock.onLock(
        policy -> {
          order.add("lock");
          stateAtLock[0] = context[0].getBean(ApplicationAvailability.class).getReadinessState();
          return Statuses.locked(policy);
        });
    SpringApplication application = application(Listeners.class);
    application.addInitializers(
        created -> {
          context[0] = created;
          created.getBeanFactory().registerSingleton("order", order);
        });
    application.addListeners(
        (ApplicationListener<ApplicationReadyEvent>) event -> order.add("registered"));
    // Added last of all, when every listener of the context is there already.
    application.addListeners(
        (ApplicationListener<ApplicationStartedEvent>)
            event ->
                event
                    .getApplicationContext()
                    .addApplicationListener(
                        (ApplicationListener<ApplicationReadyEvent>) ready -> order.add("late")));

    ConfigurableApplicationContext running = run(application);

    assertThat(order)
        .containsExactlyInAnyOrder(
            "runner", "annotated", "lowest", "lazy", "registered", "late", "lock", "readiness")
        .startsWith("runner")
        .endsWith("lock", "readiness");
    assertThat(stateAtLock).containsExactly(ReadinessState.REFUSING_TRAFFIC);
    assertThat(running.getBean(ApplicationAvailability.class).getReadinessState())
        .isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
  }

  @Test
  void lockIsAStepOfTheStartAndIsAnnounced() {
    BufferingApplicationStartup startup = new BufferingApplicationStartup(4096);
    SpringApplication application = application(Announced.class);
    application.setApplicationStartup(startup);
    application.addInitializers(
        created -> created.getBeanFactory().registerSingleton("order", order));
    run(application);
    assertThat(startup.getBufferedTimeline().getEvents())
        .extracting(event -> event.getStartupStep())
        .filteredOn(step -> step.getName().equals("restrict.lock"))
        .singleElement()
        .satisfies(
            step ->
                assertThat(step.getTags())
                    .extracting(tag -> tag.getKey() + "=" + tag.getValue())
                    .containsExactly("state=locked", "threads=34"));
    assertThat(order).containsExactly("locked [stdio, rpath]", "readiness");
  }

  @Test
  void auditNeedsNothingAndIsToldThePhases() {
    SpringApplication application = application(Announced.class);
    application.addInitializers(
        created -> created.getBeanFactory().registerSingleton("order", lock.phases));
    ConfigurableApplicationContext context = application.run("--restrict.mode=audit");
    assertThat(lock.locked)
        .singleElement()
        .satisfies(policy -> assertThat(policy.isEmpty()).isTrue());
    assertThat(lock.phases).containsExactly("start", "locked []", "readiness", "request");
    context.close();
    assertThat(lock.phases).endsWith("request", "shutdown");
  }

  @Test
  void phasesAreThoseOfAuditAlone() {
    run(application(Empty.class)).close();
    assertThat(lock.phases).isEmpty();
  }

  @Test
  void failingListenerOfTheUserPreventsTheLock() {
    SpringApplication application = application(Empty.class);
    application.addListeners(
        (ApplicationListener<ApplicationReadyEvent>)
            event -> {
              throw new IllegalStateException("not today");
            });
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> run(application));
    assertThat(lock.locked).isEmpty();
  }

  @Test
  void failureOfTheLockFailsTheStartAndClosesTheContext() {
    lock.failLock(new RestrictException("EPERM"));
    ConfigurableApplicationContext[] context = new ConfigurableApplicationContext[1];
    SpringApplication application = application(Empty.class);
    application.addInitializers(created -> context[0] = created);
    assertThatExceptionOfType(RestrictStartException.class).isThrownBy(() -> run(application));
    assertThat(context[0].isActive()).isFalse();
  }

  @Test
  void asynchronousEventsDoNotLetTrafficOvertakeTheLock() {
    lock.failLock(new RestrictException("EPERM"));
    assertThatExceptionOfType(RestrictStartException.class)
        .isThrownBy(() -> run(application(AsynchronousEvents.class)));
  }

  @Test
  void readinessThatGoesAndComesBackDoesNotLockAgain() {
    ConfigurableApplicationContext context = run(application(Empty.class));
    AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
    AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
    assertThat(lock.locked).hasSize(1);
  }

  @Test
  void readinessBeforeTheApplicationIsReadyDoesNotLock() {
    lock.onLock(
        policy -> {
          order.add("lock");
          return Statuses.locked(policy);
        });
    SpringApplication application = application(Empty.class);
    application.addListeners(
        (ApplicationListener<ApplicationStartedEvent>)
            event -> {
              AvailabilityChangeEvent.publish(
                  event.getApplicationContext(), ReadinessState.ACCEPTING_TRAFFIC);
              order.add("early readiness");
            });
    run(application);
    assertThat(order).containsExactly("early readiness", "lock");
  }

  @Test
  void childContextDoesNotLockForItsParent() {
    ConfigurableApplicationContext parent = run(application(Empty.class));
    assertThat(lock.locked).hasSize(1);
    open.add(
        new SpringApplicationBuilder(Plain.class)
            .web(WebApplicationType.NONE)
            .parent(parent)
            .run());
    assertThat(lock.locked).hasSize(1);
  }

  @Test
  void managementServerOnItsOwnPortDoesNotLockAgain() {
    SpringApplication application = application(Web.class);
    application.setWebApplicationType(WebApplicationType.SERVLET);
    run(application, "--server.port=0", "--management.server.port=0");
    assertThat(lock.locked).hasSize(1);
  }

  @Test
  void secondContextWithTheSamePolicyGoesOn(CapturedOutput output) {
    run(application(Empty.class));
    run(application(Empty.class));
    assertThat(lock.locked).hasSize(1);
    assertThat(lock.checked).hasSize(1);
    assertThat(output).contains("locked by the same policy already");
  }

  @Test
  void secondContextWithAnotherPolicyFails() {
    run(application(Empty.class));
    assertThatExceptionOfType(Exception.class)
        .isThrownBy(() -> run(application(Empty.class), "--restrict.promises=stdio"))
        .havingRootCause()
        .isInstanceOf(RestrictStartException.class)
        .withMessageContaining("locked already, by another policy")
        .withMessageContaining("promises stdio rpath");
    assertThat(lock.locked).hasSize(1);
  }

  @Test
  void brokenProcessStartsNothing() {
    Policy policy = Policy.builder().promises("stdio rpath").build();
    lock.inForce(Statuses.in(Status.State.BROKEN, Statuses.locked(policy)));
    assertThatExceptionOfType(Exception.class)
        .isThrownBy(() -> run(application(Empty.class)))
        .havingRootCause()
        .withMessageContaining("failed half way");
  }

  private SpringApplication application(Class<?> configuration) {
    SpringApplication application = new SpringApplication(configuration);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.addInitializers(context -> lock.initialize((GenericApplicationContext) context));
    return application;
  }

  private ConfigurableApplicationContext run(SpringApplication application, String... arguments) {
    application.setDefaultProperties(Map.of("restrict.promises", "stdio rpath"));
    ConfigurableApplicationContext context = application.run(arguments);
    open.add(context);
    return context;
  }

  @Configuration(proxyBeanMethods = false)
  static class Plain {}

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration({
    RestrictAutoConfiguration.class,
    ApplicationAvailabilityAutoConfiguration.class
  })
  static class Empty {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Web {}

  @Configuration(proxyBeanMethods = false)
  static class AsynchronousEvents extends Empty {

    @Bean
    ApplicationEventMulticaster applicationEventMulticaster() {
      SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster();
      multicaster.setTaskExecutor(new SimpleAsyncTaskExecutor());
      return multicaster;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Announced extends Empty {

    private final List<String> order;

    Announced(List<String> order) {
      this.order = order;
    }

    @EventListener
    public void locked(RestrictLockedEvent event) {
      order.add("locked " + event.getStatus().promises());
    }

    @EventListener
    public void readiness(AvailabilityChangeEvent<ReadinessState> event) {
      order.add("readiness");
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Listeners extends Empty {

    private final List<String> order;

    Listeners(List<String> order) {
      this.order = order;
    }

    @Bean
    ApplicationRunner runner() {
      return arguments -> order.add("runner");
    }

    @EventListener
    @Order(Ordered.LOWEST_PRECEDENCE)
    public void annotated(ApplicationReadyEvent event) {
      order.add("annotated");
    }

    @EventListener
    public void readiness(AvailabilityChangeEvent<ReadinessState> event) {
      order.add("readiness");
    }

    @Bean
    Lowest lowest() {
      return new Lowest(order);
    }

    @Bean
    @Lazy
    ApplicationListener<ApplicationReadyEvent> lazy() {
      return new ApplicationListener<>() {
        @Override
        public void onApplicationEvent(ApplicationReadyEvent event) {
          order.add("lazy");
        }
      };
    }
  }

  @Order(Ordered.LOWEST_PRECEDENCE)
  record Lowest(List<String> order) implements ApplicationListener<ApplicationReadyEvent> {

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
      order.add("lowest");
    }
  }
}
