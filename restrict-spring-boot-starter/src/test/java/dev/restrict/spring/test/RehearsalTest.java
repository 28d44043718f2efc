package dev.restrict.spring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.restrict.ProcessLock;
import dev.restrict.Restrict;
import dev.restrict.RestrictException;
import dev.restrict.Status;
import dev.restrict.spring.RestrictLockedEvent;
import dev.restrict.spring.RestrictReducer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** An ordinary test of an application with the starter: nothing is locked. */
@SpringBootTest(
    webEnvironment = WebEnvironment.NONE,
    properties = {"restrict.promises=stdio rpath", "restrict.mode=kill"})
@ExtendWith(OutputCaptureExtension.class)
class RehearsalTest {

  @Autowired private ProcessLock lock;

  @Autowired private RestrictReducer reducer;

  @Autowired private HealthIndicator restrictHealthIndicator;

  @Autowired private Application application;

  @Test
  void nothingIsEnforcedAndEverythingSaysSo() throws Exception {
    assertThat(Restrict.status().state()).isEqualTo(Status.State.UNLOCKED);
    assertThat(Files.readString(Path.of("/proc/self/status"))).containsPattern("Seccomp:\\s0");
    assertThat(lock.isRehearsal()).isTrue();
    assertThat(lock.status().notices())
        .extracting(Status.Notice::text)
        .contains("This is a rehearsal: nothing is in force");
    assertThat(restrictHealthIndicator.health().getStatus().getCode()).isEqualTo("UNKNOWN");
    assertThat(restrictHealthIndicator.health().getDetails()).containsEntry("state", "rehearsal");
    assertThat(application.events).isEmpty();
  }

  @Test
  void reducerRehearsesToo(CapturedOutput output) {
    assertThat(reducer.reduce("stdio").promises()).hasSize(1);
    assertThat(output).contains("reduced from promises");
    assertThatExceptionOfType(RestrictException.class)
        .isThrownBy(() -> reducer.reduce("stdio inet"))
        .withMessageContaining("inet asked for");
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {

    private final List<Object> events = new ArrayList<>();

    @EventListener
    void locked(RestrictLockedEvent event) {
      events.add(event);
    }
  }
}
