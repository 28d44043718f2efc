package dev.restrict.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.restrict.Layer;
import dev.restrict.Policy;
import dev.restrict.ProcessLock;
import dev.restrict.Promise;
import dev.restrict.Status;
import dev.restrict.Violation;
import dev.restrict.audit.export.Export;
import dev.restrict.audit.export.Exports;
import dev.restrict.spring.autoconfigure.RestrictAutoConfiguration;
import dev.restrict.spring.lock.RecordingProcessLock;
import dev.restrict.spring.lock.Statuses;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.skyscreamer.jsonassert.JSONAssert;
import org.skyscreamer.jsonassert.JSONCompareMode;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.yaml.snakeyaml.Yaml;

/** Tests for {@link RestrictEndpoint} and {@link RestrictEndpointAutoConfiguration}. */
class RestrictEndpointTest {

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
          "violations": {"count": 0, "dropped": 0, "counts": [], "recent": []}
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
                    List.of(
                        new Status.Notice(
                            Status.Notice.Kind.LAYER_MISSING, "signals are not scoped"))))
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
                        true)
                    .with(List.of("com.example.Documents.download(Documents.java:42)")),
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
          "ports": [{"port": 8080, "protocol": "tcp", "flags": "b", "origin": "port"}],
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
            "counts": [
              {"layer": "landlock", "syscall": "openat", "count": 1},
              {"layer": "seccomp", "syscall": "execve", "promise": "exec", "count": 1}
            ],
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
                "denied": true,
                "stack": ["com.example.Documents.download(Documents.java:42)"]
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
                "denied": false,
                "stack": []
              }
            ]
          }
        }
        """
            .formatted(data, link),
        get(lock),
        JSONCompareMode.STRICT);
  }

  @Test
  void valuesAreHiddenByDefault() throws Exception {
    String json = get(denying(), "/actuator/restrict", "");
    JSONAssert.assertEquals(
        """
        {
          "state": "locked",
          "promises": ["stdio"],
          "access": [{"path": "******", "flags": "r", "origin": "floor"}],
          "notices": ["******"],
          "descriptors": [{"fd": 7, "target": "******", "reason": "a socket"}],
          "violations": {
            "count": 1,
            "recent": [
              {
                "syscall": "openat",
                "path": "******",
                "arguments": ["******", "******", "******", "******", "******", "******"],
                "promise": "wpath",
                "remedy": "******",
                "thread": "main"
              }
            ]
          }
        }
        """,
        json,
        JSONCompareMode.LENIENT);
    assertThat(json).doesNotContain("/etc/passwd").doesNotContain("/proc/self");
  }

  @Test
  void sanitizingFunctionsApplyToShownValues() throws Exception {
    SpringApplicationBuilder application =
        application(denying(), "management.endpoint.restrict.show-values=always")
            .sources(Sanitizing.class);
    assertThat(get(application, "/actuator/restrict/violations"))
        .contains("\"path\":\"******\"")
        .contains("add an access rule");
  }

  @Test
  void promisesAreAPartOfTheirOwn() throws Exception {
    JSONAssert.assertEquals(
        """
        {
          "state": "locked",
          "mode": "kill",
          "promises": [
            {
              "promise": "stdio",
              "summary": "Pipes, socket pairs, event descriptors and I/O on descriptors that are already open."
            }
          ]
        }
        """,
        get(denying(), "/actuator/restrict/promises", ""),
        JSONCompareMode.STRICT);
  }

  @Test
  void accessIsAPartOfItsOwn() throws Exception {
    JSONAssert.assertEquals(
        """
        {
          "access": [{"path": "/proc/self", "flags": "r", "origin": "floor"}],
          "ports": []
        }
        """,
        get(
            denying(),
            "/actuator/restrict/access",
            "management.endpoint.restrict.show-values=always"),
        JSONCompareMode.STRICT);
  }

  @Test
  void violationsAreAPartOfTheirOwn() throws Exception {
    JSONAssert.assertEquals(
        """
        {
          "count": 1,
          "dropped": 0,
          "counts": [{"layer": "landlock", "syscall": "openat", "promise": "wpath", "count": 1}]
        }
        """,
        get(denying(), "/actuator/restrict/violations", ""),
        JSONCompareMode.LENIENT);
  }

  @Test
  void violationsAreExplainedInTheirOwnPartAlone() throws Exception {
    String show = "management.endpoint.restrict.show-values=always";
    assertThat(get(denying(), "/actuator/restrict/violations", show))
        .contains("\"explanation\":\"The call openat of /etc/passwd ");
    assertThat(get(denying(), "/actuator/restrict/violations", ""))
        .contains("\"explanation\":\"******\"");
    assertThat(get(denying(), "/actuator/restrict", show)).doesNotContain("explanation");
  }

  @Test
  void policyInForceIsTextForTheConfiguration() throws Exception {
    Path quoted = Files.createDirectory(folder.resolve("it's: #1")).toRealPath();
    Policy policy =
        Policy.builder().promises("inet stdio rpath").access(quoted, "r").port(80, "b").build();
    RecordingProcessLock lock = new RecordingProcessLock().inForce(Statuses.locked(policy));
    String yaml =
        get(
            lock,
            "/actuator/restrict/suggestion",
            "management.endpoint.restrict.show-values=always");
    assertThat(yaml)
        .isEqualTo(
            """
            # The policy in force.
            restrict:
              mode: kill
              promises:
                - stdio
                - rpath
                - inet
              access:
                - path: "%s"
                  flags: r
              ports:
                - port: 80
                  flags: b
            """
                .formatted(quoted));
    Map<String, Object> restrict =
        new Yaml().<Map<String, Map<String, Object>>>load(yaml).get("restrict");
    assertThat(restrict.get("access"))
        .isEqualTo(List.of(Map.of("path", quoted.toString(), "flags", "r")));
  }

  @Test
  void textsWithPathsAreForbiddenWherePathsAreHidden() throws Exception {
    List<Export> withPaths = Exports.ALL.stream().filter(Export::hasPaths).toList();
    assertThat(withPaths).extracting(Export::id).containsExactly("suggestion", "systemd");
    for (Export export : withPaths) {
      HttpResponse<String> response =
          send(application(denying(), ""), "/actuator/restrict/" + export.id());
      assertThat(response.statusCode()).isEqualTo(403);
      assertThat(response.headers().firstValue("content-type"))
          .contains("text/plain;charset=UTF-8");
      assertThat(response.body())
          .isEqualTo(
              "Paths are hidden here. management.endpoint.restrict.show-values decides who sees"
                  + " them.\n");
    }
  }

  @Test
  void seccompProfileHasNoPathsAndIsJson() throws Exception {
    HttpResponse<String> response =
        send(application(denying(), ""), "/actuator/restrict/seccomp-profile");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
    JSONAssert.assertEquals(
        "{\"defaultAction\": \"SCMP_ACT_ERRNO\"}", response.body(), JSONCompareMode.LENIENT);
  }

  @Test
  void textsAreNotFoundWhereNothingIsInForce() throws Exception {
    for (Export export : Exports.ALL) {
      HttpResponse<String> response =
          send(application(new RecordingProcessLock(), ""), "/actuator/restrict/" + export.id());
      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(response.body()).isEqualTo(export.missing() + "\n");
    }
  }

  @Test
  void everyTextHasAnIdAndATypeThatTheEndpointCanAnswer() {
    assertThat(Exports.ALL)
        .extracting(Export::id)
        .doesNotHaveDuplicates()
        .contains("suggestion", "seccomp-profile", "systemd")
        .allMatch(id -> RestrictPart.ofId(id).isEmpty());
    assertThat(Exports.ALL)
        .extracting(Export::mediaType)
        .isSubsetOf(
            Stream.of(PartFormat.values())
                .map(format -> format.getProducedMimeType().toString())
                .toList());
  }

  @Test
  void otherPartsAreNotFound() {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> get(denying(), "/actuator/restrict/kernel", ""))
        .withMessageContaining("404");
  }

  private static RecordingProcessLock denying() {
    Status locked = Statuses.locked(Policy.builder().promises("stdio").build());
    return new RecordingProcessLock()
        .inForce(
            Statuses.with(
                locked,
                locked.kernel(),
                List.of(new Status.Descriptor(7, "/var/log/app.log", "a socket")),
                Status.Referee.RUNNING,
                1,
                0,
                List.of(
                    new Status.Notice(
                        Status.Notice.Kind.LAYER_MISSING,
                        "access rule /etc/passwd: w grants nothing"))))
        .denied(
            new Violation(
                Instant.parse("2026-01-02T03:04:05.678Z"),
                Layer.LANDLOCK,
                "openat",
                List.of(1L, 2L, 3L, 4L, 5L, 6L),
                Optional.of("/etc/passwd"),
                100,
                117,
                "main",
                Optional.of(Promise.WPATH),
                "add an access rule: /etc/passwd: w",
                true));
  }

  private static String get(RecordingProcessLock lock) throws Exception {
    return get(lock, "/actuator/restrict", "management.endpoint.restrict.show-values=always");
  }

  private static String get(RecordingProcessLock lock, String path, String property)
      throws Exception {
    return get(application(lock, property), path);
  }

  private static SpringApplicationBuilder application(RecordingProcessLock lock, String property) {
    return new SpringApplicationBuilder(Application.class)
        .initializers(created -> lock.initialize((GenericApplicationContext) created))
        .properties(
            "server.port=0", "management.endpoints.web.exposure.include=restrict", property);
  }

  private static String get(SpringApplicationBuilder application, String path) throws Exception {
    HttpResponse<String> response = send(application, path);
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }

  /** Asks a real server. */
  private static HttpResponse<String> send(SpringApplicationBuilder application, String path)
      throws Exception {
    try (ConfigurableApplicationContext context = application.run()) {
      String port = context.getEnvironment().getProperty("local.server.port");
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
              BodyHandlers.ofString());
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}

  @Configuration(proxyBeanMethods = false)
  static class Sanitizing {

    @Bean
    SanitizingFunction paths() {
      return SanitizingFunction.sanitizeValue().ifKeyEquals("restrict.violations.path");
    }
  }
}
