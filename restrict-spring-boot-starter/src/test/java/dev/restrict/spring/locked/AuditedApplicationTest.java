package dev.restrict.spring.locked;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.audit.export.PolicyYaml;
import dev.restrict.audit.file.AuditFile;
import dev.restrict.audit.recording.Fact;
import dev.restrict.audit.recording.Recording;
import dev.restrict.audit.suggestion.Suggestion;
import dev.restrict.testing.ChildJvm;
import dev.restrict.testing.LivingChild;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.json.JsonMapper;

/** Audit mode in a real process, and the policy that comes of it in another. */
@EnabledOnOs(
    value = OS.LINUX,
    architectures = {"amd64", "aarch64"})
class AuditedApplicationTest {

  /** What SIGTERM makes of a JVM that ends in order. */
  private static final int TERMINATED = 128 + 15;

  private final HttpClient client = HttpClient.newHttpClient();

  /** Not below java.io.tmpdir, which has a promise of its own. */
  private Path folder;

  private int port;

  private LivingChild child;

  @BeforeEach
  void begin() throws IOException {
    Path target = Files.createDirectories(Path.of("target", "audited")).toRealPath();
    folder = Files.createTempDirectory(target, "run");
    for (String name : List.of("started", "requested", "hook")) {
      Files.writeString(Files.createDirectory(folder.resolve(name)).resolve("words"), "words");
    }
    Files.createDirectory(folder.resolve("stopped"));
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
  }

  @AfterEach
  void end() throws Exception {
    if (child != null) {
      child.close();
    }
    FileSystemUtils.deleteRecursively(folder);
  }

  @Test
  void suggestedPolicyIsEnoughInModeKill() throws Exception {
    start("--restrict.mode=audit", "--restrict.audit.output=audit.txt");
    assertThat(output())
        .containsPattern("INFO.*restrict: auditing \\d+ threads.*mode audit, nothing promised")
        .containsPattern("WARN.*MODE AUDIT, NOTHING IS DENIED");
    drive();
    assertThat(get("/actuator/restrict")).contains("\"state\":\"auditing\"");
    HttpResponse<String> suggestion = send("/actuator/restrict/suggestion", "text/plain");
    assertThat(suggestion.statusCode()).as(suggestion.body()).isEqualTo(200);
    assertThat(suggestion.headers().firstValue("content-type"))
        .contains("text/plain;charset=UTF-8");
    assertThat(suggestion.body().lines())
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("- path: \"${user.dir}/started")
                    .endsWith("first seen: start"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("- path: \"${user.dir}/requested")
                    .endsWith("first seen: request"))
        .anySatisfy(line -> assertThat(line).contains("- port: " + port))
        .noneSatisfy(line -> assertThat(line).contains("first seen: shutdown"));
    String profile = get("/actuator/restrict/seccomp-profile");
    assertThat(JsonMapper.shared().readTree(profile).get("defaultAction").asString())
        .isEqualTo("SCMP_ACT_ERRNO");
    assertThat(get("/actuator/restrict/systemd"))
        .contains("[Service]")
        .contains(folder.resolve("requested").toString());
    assertThat(get("/actuator/restrict/violations")).contains("\"explanation\":\"The call ");

    stop();
    Path file = folder.resolve("audit.txt");
    assertThat(output())
        .contains("END bean")
        .contains("END hook")
        .containsPattern("INFO.*restrict: what was needed is now in " + file + " \\(1 run, ")
        .contains("java -jar restrict-core.jar suggest " + file);
    String yaml = PolicyYaml.of(Suggestion.of(AuditFile.read(file)));
    assertThat(yaml.lines())
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("- path: \"${user.dir}/stopped")
                    .endsWith("first seen: shutdown"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("- path: \"${user.dir}/hook")
                    .endsWith("first seen: shutdown"))
        .noneSatisfy(line -> assertThat(line).contains("audit.txt"));

    Files.delete(folder.resolve("stopped/last"));
    Files.writeString(folder.resolve("application-suggested.yml"), yaml);
    start(
        "--spring.config.additional-location=file:./application-suggested.yml",
        "--restrict.mode=kill");
    assertThat(output()).contains("mode kill, promises ");
    drive();
    assertThat(get("/actuator/restrict")).contains("\"state\":\"locked\"").contains("\"count\":0");
    assertThat(get("/actuator/restrict/suggestion"))
        .startsWith("# The policy in force.\nrestrict:\n  mode: kill\n  promises:\n")
        .contains("- path: \"" + folder.resolve("requested"));
    assertThat(get("/actuator/restrict/systemd")).contains("[Service]");
    assertThat(get("/actuator/restrict/seccomp-profile")).contains("defaultAction");
    stop();
    assertThat(output()).contains("END bean").contains("END hook");
  }

  @Test
  void runsAreMerged() throws Exception {
    String[] properties = {"--restrict.mode=audit", "--restrict.audit.output=audit.txt"};
    Path file = folder.resolve("audit.txt");
    start(properties);
    stop();
    Recording first = AuditFile.read(file);
    start(properties);
    drive();
    stop();
    assertThat(output()).contains("audit.txt (2 runs, ");
    Recording both = AuditFile.read(file);
    assertThat(both.dropped()).hasSize(2).containsAllEntriesOf(first.dropped());
    assertThat(both.facts()).containsKeys(first.facts().keySet().toArray(Fact[]::new));
    assertThat(both.facts().size()).isGreaterThan(first.facts().size());
    assertThat(Recording.merge(both, first)).isEqualTo(both);
  }

  @Test
  void fileThatCannotBeWrittenLosesNothing() throws Exception {
    Path sub = Files.createDirectory(folder.resolve("sub"));
    start("--restrict.mode=audit", "--restrict.audit.output=sub/audit.txt");
    drive();
    Files.delete(sub);
    stop();
    assertThat(output())
        .containsPattern("WARN.*restrict.audit.output.*sub/audit.txt")
        .containsPattern("INFO.*the policy that this run suggests:")
        .contains("    - path: \"${user.dir}/stopped");
  }

  private void drive() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(get("/read")).isEqualTo("words");
    }
    assertThat(get("/connect?port=" + port)).isEqualTo("connected true");
  }

  private void start(String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--server.port=" + port,
                "--management.endpoints.web.exposure.include=restrict",
                "--management.endpoint.restrict.show-values=always"));
    all.addAll(List.of(arguments));
    child =
        LivingChild.start(
            ChildJvm.child().directory(folder),
            AuditedApplication.class,
            all.toArray(String[]::new));
    child.await(Pattern.compile("STARTED"));
  }

  private void stop() {
    child.signal("TERM");
    assertThat(child.exit()).as(output()).isEqualTo(TERMINATED);
  }

  private String get(String path) throws Exception {
    HttpResponse<String> response = send(path, "*/*");
    assertThat(response.statusCode()).as(response.body() + output()).isEqualTo(200);
    return response.body();
  }

  private HttpResponse<String> send(String path, String accept) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .header("Accept", accept)
            .build(),
        BodyHandlers.ofString());
  }

  private String output() {
    return child.output();
  }
}
