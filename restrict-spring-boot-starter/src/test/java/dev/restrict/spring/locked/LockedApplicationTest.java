package dev.restrict.spring.locked;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.testing.ChildJvm;
import dev.restrict.testing.ClassPath;
import dev.restrict.testing.LivingChild;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.skyscreamer.jsonassert.JSONAssert;
import org.skyscreamer.jsonassert.JSONCompareMode;

/** The real lock in a real process: what its log, its endpoints and its exit code say. */
@EnabledOnOs(
    value = OS.LINUX,
    architectures = {"amd64", "aarch64"})
class LockedApplicationTest {

  private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir Path folder;

  private LivingChild child;

  private String port;

  @AfterEach
  void end() {
    if (child != null) {
      child.close();
    }
  }

  @Test
  void startIsOneLineAndTheEndpointsKnowIt() throws Exception {
    start(
        "--restrict.mode=error",
        "--restrict.promises=stdio rpath inet",
        "--restrict.observe-paths=true",
        "--restrict.access[0].path=" + folder,
        "--restrict.access[0].flags=r");
    assertThat(output().lines().filter(line -> line.contains("dev.restrict")))
        .filteredOn(line -> line.contains("restrict: locked"))
        .singleElement()
        .asString()
        .containsPattern(
            "INFO.*restrict: locked \\d+ threads in \\d+\\.\\d ms: mode error, promises stdio rpath"
                + " inet, 1 access rule; kernel .* Landlock ABI \\d+");
    assertThat(output().indexOf("EVENT locked")).isPositive();
    assertThat(get("/read?path=/etc/passwd")).startsWith("refused").contains("/etc/passwd");
    assertThat(get("/attack?threads=1&calls=3")).isEqualTo("done");
    JSONAssert.assertEquals(
        """
        {
          "state": "locked",
          "mode": "error",
          "promises": ["stdio", "rpath", "inet"],
          "referee": "running",
          "violations": {
            "count": 4,
            "dropped": 0,
            "counts": [
              {"layer": "landlock", "syscall": "openat", "promise": "rpath", "count": 1},
              {"layer": "seccomp", "syscall": "getpriority", "promise": "id", "count": 3}
            ]
          }
        }
        """,
        get("/actuator/restrict"),
        JSONCompareMode.LENIENT);
    assertThat(get("/actuator/restrict/violations")).contains("\"path\":\"/etc/passwd\"");
    assertThat(get("/actuator/health"))
        .contains(
            "\"restrict\":{\"details\":{\"state\":\"locked\",\"mode\":\"error\"},\"status\":\"UP\"}");
    assertThat(get("/actuator/info")).contains("\"restrict\":{\"state\":\"locked\"");
    assertThat(get("/actuator/metrics/restrict.locked")).contains("\"value\":1.0");
    assertThat(get("/actuator/metrics/restrict.violations?tag=syscall:getpriority"))
        .contains("\"value\":3.0");
    assertThat(get("/actuator/prometheus"))
        .contains("restrict_locked 1.0")
        .containsPattern("restrict_lock_duration_seconds \\d+\\.\\d+")
        .containsPattern("restrict_threads_covered \\d+")
        .contains("restrict_violations_dropped_total 0.0")
        .contains(
            "restrict_violations_total{layer=\"seccomp\",mode=\"error\",promise=\"id\",syscall=\"getpriority\"}"
                + " 3.0")
        .contains(
            "restrict_violations_total{layer=\"landlock\",mode=\"error\",promise=\"rpath\",syscall=\"openat\"}"
                + " 1.0");
    assertThat(output().lines().filter(line -> line.startsWith("EVENT violation")))
        .anySatisfy(line -> assertThat(line).contains("getpriority").contains("newest true"));
  }

  @Test
  void everyThreadIsLocked() throws Exception {
    start("--restrict.mode=error", "--restrict.promises=stdio inet");
    try (var tasks = Files.list(Path.of("/proc/%d/task".formatted(child.pid())))) {
      assertThat(tasks)
          .allSatisfy(
              task ->
                  assertThat(Files.readString(task.resolve("status")))
                      .containsPattern("Seccomp:\\s2")
                      .containsPattern("NoNewPrivs:\\s1"));
    }
  }

  @Test
  void millionDeniedCallsAreCountedExactlyAndLoggedOnce() throws Exception {
    start("--restrict.mode=error", "--restrict.promises=stdio inet");
    get("/attack?threads=8&calls=500");
    get("/actuator/prometheus");
    long before = Long.parseLong(get("/heap"));
    get("/attack?threads=8&calls=124500");
    long after = Long.parseLong(get("/heap"));
    assertThat(get("/actuator/prometheus"))
        .contains(
            "restrict_violations_total{layer=\"seccomp\",mode=\"error\",promise=\"id\",syscall=\"getpriority\"}"
                + " 1000000.0");
    assertThat(get("/actuator/restrict")).contains("\"violations\":{\"count\":1000000,");
    assertThat(after - before).as("growth of the heap").isLessThan(8 << 20);
    assertThat(output().lines().filter(line -> line.contains("denied: getpriority"))).hasSize(1);
    assertThat(output().lines().filter(line -> line.startsWith("EVENT violation")))
        .as("at most one event a second")
        .hasSizeLessThan(60);
  }

  @Test
  void reducerGivesUpMore() throws Exception {
    start("--restrict.mode=error", "--restrict.promises=stdio rpath inet");
    assertThat(get("/read?path=/etc/passwd")).startsWith("read ");
    assertThat(get("/reduce?promises=stdio+inet")).isEqualTo("[stdio, inet]");
    assertThat(get("/read?path=/etc/passwd")).startsWith("refused");
    assertThat(get("/actuator/restrict/promises")).doesNotContain("rpath");
    assertThat(send("/reduce?promises=stdio+exec").statusCode()).isEqualTo(500);
    assertThat(output()).contains("promises can only be given up");
    assertThat(output().lines().filter(line -> line.startsWith("EVENT locked"))).hasSize(2);
  }

  @Test
  void threadThatBlocksEverySignalFailsTheStartWith255() throws Exception {
    launch("--restrict.promises=stdio inet", "--blocking-thread");
    assertThat(child.exit()).as(output()).isEqualTo(255);
    assertThat(output())
        .contains("APPLICATION FAILED TO START")
        .containsPattern("\\d+ blocker")
        .contains("blocks all signals");
  }

  /** What the goal process-aot does, and what a native image or a JVM with AOT then runs. */
  @Test
  void applicationProcessedAheadOfTimeLocks() throws Exception {
    Path sources = folder.resolve("sources");
    Path classes = folder.resolve("classes");
    run(
        "org.springframework.boot.SpringApplicationAotProcessor",
        LockedApplication.class.getName(),
        sources.toString(),
        folder.resolve("resources").toString(),
        classes.toString(),
        "dev.restrict",
        "locked",
        // Whether a bean is there is decided now.
        "--management.endpoints.web.exposure.include=*");
    List<String> compile = new ArrayList<>(List.of("-proc:none", "-nowarn", "-cp"));
    compile.add(classes + File.pathSeparator + ClassPath.own());
    compile.addAll(List.of("-d", classes.toString()));
    try (var files = Files.walk(sources)) {
      files.filter(Files::isRegularFile).map(Path::toString).forEach(compile::add);
    }
    assertThat(compile)
        .anyMatch(source -> source.endsWith("RestrictAutoConfiguration__BeanDefinitions.java"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler.run(null, null, null, compile.toArray(String[]::new))).isZero();

    launch(
        ChildJvm.child()
            .jvm("-Dspring.aot.enabled=true")
            .classPath(classes + File.pathSeparator + ClassPath.own()),
        "--restrict.mode=error",
        "--restrict.promises=stdio inet");
    awaitLocked();
    assertThat(get("/read?path=/etc/passwd")).startsWith("refused");
    assertThat(get("/actuator/restrict")).contains("\"state\":\"locked\"");
    assertThat(get("/actuator/prometheus")).contains("restrict_locked 1.0");
  }

  private static void run(String program, String... arguments) {
    ChildJvm.Result result =
        ChildJvm.child().limit(Duration.ofMinutes(2)).program(program).run(arguments);
    assertThat(result.exit()).as(result.output()).isZero();
  }

  @Test
  void missingPathFailsTheStartWith255() throws Exception {
    launch("--restrict.access[0].path=/no/such", "--restrict.access[0].flags=r");
    assertThat(child.exit()).as(output()).isEqualTo(255);
    assertThat(output())
        .contains("APPLICATION FAILED TO START")
        .contains("Property: restrict.access[0].path");
  }

  private void start(String... arguments) throws Exception {
    launch(arguments);
    awaitLocked();
  }

  private void awaitLocked() {
    port = child.await(PORT).group(1);
    child.await(Pattern.compile("EVENT locked"));
  }

  private void launch(String... arguments) {
    launch(ChildJvm.child(), arguments);
  }

  private void launch(ChildJvm jvm, String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--management.endpoints.web.exposure.include=*",
                "--management.endpoint.restrict.show-values=always",
                "--management.endpoint.health.show-details=always",
                "--management.metrics.enable.system=false",
                "--management.metrics.enable.process=false"));
    all.addAll(List.of(arguments));
    child = LivingChild.start(jvm, LockedApplication.class, all.toArray(String[]::new));
  }

  private String get(String path) throws Exception {
    HttpResponse<String> response = send(path);
    assertThat(response.statusCode()).as(response.body() + output()).isEqualTo(200);
    return response.body();
  }

  private HttpResponse<String> send(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
        BodyHandlers.ofString());
  }

  private String output() {
    return child.output();
  }
}
