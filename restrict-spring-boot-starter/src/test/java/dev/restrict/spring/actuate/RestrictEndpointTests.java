package dev.restrict.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Layer;
import dev.restrict.Policy;
import dev.restrict.Promise;
import dev.restrict.Status;
import dev.restrict.Violation;
import dev.restrict.spring.ProcessLock;
import dev.restrict.spring.RecordingProcessLock;
import dev.restrict.spring.RestrictAutoConfiguration;
import dev.restrict.spring.Statuses;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.skyscreamer.jsonassert.JSONAssert;
import org.skyscreamer.jsonassert.JSONCompareMode;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/** Tests for {@link RestrictEndpoint} and {@link RestrictEndpointAutoConfiguration}. */
class RestrictEndpointTests {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  RestrictAutoConfiguration.class, RestrictEndpointAutoConfiguration.class))
          .withBean(ProcessLock.class, RecordingProcessLock::new);

  @TempDir Path folder;

  @Test
  void endpointIsThereWhenExposed() {
    runner
        .withPropertyValues("management.endpoints.web.exposure.include=restrict")
        .run(context -> assertThat(context).hasSingleBean(RestrictEndpoint.class));
  }

  @Test
  void endpointIsNotThereWhenNotExposed() {
    runner.run(context -> assertThat(context).doesNotHaveBean(RestrictEndpoint.class));
  }

  @Test
  void endpointIsNotThereWhenDisabled() {
    new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                RestrictAutoConfiguration.class, RestrictEndpointAutoConfiguration.class))
        .withPropertyValues(
            "management.endpoints.web.exposure.include=restrict", "restrict.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean(RestrictEndpoint.class));
  }

  @Test
  void jsonBeforeTheLock() throws Exception {
    JSONAssert.assertEquals(
        """
        {
          "state": "unlocked",
          "promises": [],
          "access": [],
          "ports": [],
          "kernel": {
            "os": "Linux",
            "release": "6.18.0",
            "arch": "amd64",
            "landlockAbi": 7,
            "seccomp": true,
            "missing": ["LANDLOCK_RESTRICT_SELF_TSYNC"]
          },
          "threads": 0,
          "lockMicros": 0,
          "descriptors": [],
          "referee": "none",
          "notices": [],
          "violations": {"count": 0, "dropped": 0, "recent": []}
        }
        """,
        get(new RecordingProcessLock()),
        JSONCompareMode.STRICT);
  }

  @Test
  void jsonOfALockedApplication() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data")).toRealPath();
    Path link = Files.createSymbolicLink(folder.toRealPath().resolve("link"), data);
    Policy policy =
        Policy.builder().promises("rpath stdio error").access(link, "rw").port(8080, "b").build();
    Status locked = Statuses.locked(policy);
    RecordingProcessLock lock =
        new RecordingProcessLock()
            .inForce(
                Statuses.with(
                    locked,
                    locked.kernel(),
                    List.of(new Status.Descriptor(7, "socket:[42]", "a socket")),
                    Status.Referee.RUNNING,
                    12,
                    10,
                    List.of("signals are not scoped")))
            .denied(
                new Violation(
                    Instant.parse("2026-01-02T03:04:05.678Z"),
                    Layer.LANDLOCK,
                    "openat",
                    List.of(-100L, 0x7f00deadbeefL, 0L, 0L, 0L, 0L),
                    Optional.of("/etc/passwd"),
                    100,
                    117,
                    "http-nio-8080-e",
                    Optional.empty(),
                    "Add an access rule.",
                    true),
                new Violation(
                    Instant.parse("2026-01-02T03:04:06Z"),
                    Layer.SECCOMP,
                    "execve",
                    List.of(1L, 2L, 3L, 4L, 5L, 6L),
                    Optional.empty(),
                    101,
                    101,
                    "java",
                    Optional.of(Promise.EXEC),
                    "Add the promise exec.",
                    false));
    JSONAssert.assertEquals(
        """
        {
          "state": "locked",
          "mode": "error",
          "promises": ["stdio", "rpath", "error"],
          "access": [
            {"path": "/proc/self", "flags": "r", "origin": "floor"},
            {"path": "%s", "given": "%s", "flags": "rw", "origin": "access"}
          ],
          "ports": [{"port": 8080, "flags": "b", "origin": "port"}],
          "kernel": {
            "os": "Linux",
            "release": "6.18.0",
            "arch": "amd64",
            "landlockAbi": 7,
            "seccomp": true,
            "missing": ["LANDLOCK_RESTRICT_SELF_TSYNC"]
          },
          "threads": 34,
          "lockMicros": 18200,
          "descriptors": [{"fd": 7, "target": "socket:[42]", "reason": "a socket"}],
          "referee": "running",
          "notices": ["signals are not scoped"],
          "violations": {
            "count": 12,
            "dropped": 10,
            "recent": [
              {
                "time": "2026-01-02T03:04:05.678Z",
                "layer": "landlock",
                "syscall": "openat",
                "arguments": ["0xffffffffffffff9c", "0x7f00deadbeef", "0x0", "0x0", "0x0", "0x0"],
                "path": "/etc/passwd",
                "pid": 100,
                "tid": 117,
                "thread": "http-nio-8080-e",
                "remedy": "Add an access rule.",
                "denied": true
              },
              {
                "time": "2026-01-02T03:04:06Z",
                "layer": "seccomp",
                "syscall": "execve",
                "arguments": ["0x1", "0x2", "0x3", "0x4", "0x5", "0x6"],
                "pid": 101,
                "tid": 101,
                "thread": "java",
                "promise": "exec",
                "remedy": "Add the promise exec.",
                "denied": false
              }
            ]
          }
        }
        """
            .formatted(data, link),
        get(lock),
        JSONCompareMode.STRICT);
  }

  /** Asks a real server. */
  private static String get(RecordingProcessLock lock) throws Exception {
    try (ConfigurableApplicationContext context =
        new SpringApplicationBuilder(Application.class)
            .initializers(created -> lock.initialize((GenericApplicationContext) created))
            .properties("server.port=0", "management.endpoints.web.exposure.include=restrict")
            .run()) {
      String port = context.getEnvironment().getProperty("local.server.port");
      var response =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://localhost:" + port + "/actuator/restrict"))
                      .build(),
                  BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
      return response.body();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}
}
