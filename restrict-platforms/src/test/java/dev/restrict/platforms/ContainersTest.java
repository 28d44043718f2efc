package dev.restrict.platforms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.testing.ChildJvm;
import dev.restrict.testing.Facts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts a JVM in each setting, and compares what it shows with {@code results/containers.tsv}. The
 * essential settings are part of every run; {@code RESTRICT_ALL_CONTAINERS=1} adds the others, and
 * {@code -Drestrict.settings=REGEX} picks some.
 */
@Tag("container")
class ContainersTest {

  private static final boolean WRITE = Boolean.getBoolean("restrict.docs.write");
  private static final Map<String, List<String>> SEEN = new LinkedHashMap<>();

  @TempDir static Path temp;

  @TestFactory
  Stream<DynamicTest> settings() {
    OciRuntime runtime = OciRuntime.here(temp.resolve("state"));
    return Settings.ALL.stream()
        .filter(ContainersTest::isAskedFor)
        .flatMap(setting -> setting.runs().stream().map(run -> test(runtime, setting, run)));
  }

  private static boolean isAskedFor(Setting setting) {
    String some = System.getProperty("restrict.settings", "");
    if (!some.isEmpty()) {
      return Pattern.matches(some, setting.name());
    }
    return setting.essential() || "1".equals(System.getenv("RESTRICT_ALL_CONTAINERS"));
  }

  private static DynamicTest test(OciRuntime runtime, Setting setting, Run run) {
    return DynamicTest.dynamicTest(
        setting + " " + run.word(), () -> new ContainersTest().run(runtime, setting, run));
  }

  private void run(OciRuntime runtime, Setting setting, Run run) throws IOException {
    Path folder = temp.resolve(setting + "-" + run.word());
    StringBuilder output = new StringBuilder();
    Outcome outcome =
        run.isSample()
            ? sample(runtime, folder, setting, run, output)
            : probe(runtime, folder, setting, run, output);
    SEEN.put(outcome.key(), outcome.cells());
    Optional<Limit> limit = Limit.of(setting, run);
    if (limit.isPresent()) {
      assertThat(output.toString()).contains(limit.get().says());
    } else {
      assertThat(outcome).as("it printed:%n%s", output).isEqualTo(Outcome.whole(setting, run));
    }
    if (!WRITE) {
      assertThat(outcome.cells())
          .as(
              "%s differs from results/containers.tsv; if that is right, write it anew:"
                  + " RESTRICT_ALL_CONTAINERS=1 mvn verify -pl restrict-platforms -am"
                  + " -Drestrict.docs.write=true; it printed:%n%s",
              outcome.key(), output)
          .isEqualTo(Results.committed().get(outcome.key()));
    }
  }

  private static Outcome probe(
      OciRuntime runtime, Path folder, Setting setting, Run run, StringBuilder output)
      throws IOException {
    try (ServerSocket open = listener();
        ServerSocket closed = listener();
        Container container =
            Container.probe(
                runtime, folder, setting, run, open.getLocalPort(), closed.getLocalPort())) {
      int exit = container.child().exit();
      output.append(container.child().output());
      return Outcome.of(setting, run, exit, Facts.in(output.toString()));
    }
  }

  private static Outcome sample(
      OciRuntime runtime, Path folder, Setting setting, Run run, StringBuilder output)
      throws IOException {
    int port;
    try (ServerSocket free = listener()) {
      port = free.getLocalPort();
    }
    try (Container container = Container.sample(runtime, folder, setting, run, port)) {
      container.child().await(Pattern.compile("restrict: (locked|auditing|AUDIT)"));
      Map<String, String> facts = new SampleAttack(port).facts();
      container.signal("TERM");
      int exit = container.child().exit();
      output.append(container.child().output());
      return Outcome.of(setting, run, exit, facts);
    }
  }

  private static ServerSocket listener() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterAll
  static void write() {
    Table seen = new Table(Outcome.COLUMNS, new ArrayList<>(SEEN.values()));
    seen.write(Path.of("target", "containers.tsv"));
    if (WRITE) {
      Results.keep(SEEN);
    }
  }

  static boolean isRootless() {
    return !ChildJvm.isRoot();
  }
}
