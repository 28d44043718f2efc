package dev.restrict.platforms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.testing.ChildJvm;
import dev.restrict.testing.Facts;
import dev.restrict.testing.ReferencePage;
import java.io.IOException;
import java.io.UncheckedIOException;
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
 * {@code -Drestrict.settings=REGEX} picks some. Where the user is not root, the containers are
 * rootless.
 */
@Tag("container")
class ContainersTest {

  /** How the results are written anew. */
  static final String ANEW =
      "RESTRICT_ALL_CONTAINERS=1 mvn verify -pl restrict-platforms -am -Drestrict.docs.write=true";

  /** A busy JVM may miss the moment at which the stack of a held call can be taken. */
  private static final int ATTEMPTS = 3;

  private static final boolean WRITE = Boolean.getBoolean("restrict.docs.write");
  private static final Pattern LOCKED_OR_NOT =
      Pattern.compile("restrict: (locked|auditing) |APPLICATION FAILED TO START");
  private static final Map<String, List<String>> SEEN = new LinkedHashMap<>();

  @TempDir static Path temp;

  @TestFactory
  Stream<DynamicTest> settings() throws IOException {
    OciRuntime runtime = OciRuntime.here(temp.resolve("state"));
    Optional<String> refusal = Container.refusal(runtime, temp.resolve("trial"));
    if (refusal.isPresent()) {
      return Stream.of(DynamicTest.dynamicTest("no container", () -> hasAReason(refusal.get())));
    }
    return Settings.ALL.stream()
        .filter(ContainersTest::isAskedFor)
        .filter(ContainersTest::hasJdk)
        .flatMap(setting -> setting.runs().stream().map(run -> test(runtime, setting, run)));
  }

  /** An ordinary user's container takes a user namespace, which not every machine allows. */
  private static void hasAReason(String refusal) {
    assertThat(ChildJvm.isRoot()).as("root can start a container: %s", refusal).isFalse();
    assertThat(refusal).containsPattern("(?i)not permitted|permission denied|no space left");
    System.out.printf(
        "The settings of docs/platforms.md were not tried: this user may start no container here (%s)."
            + " Run the tests as root, or allow user namespaces.%n",
        refusal);
  }

  private static boolean isAskedFor(Setting setting) {
    String some = System.getProperty("restrict.settings", "");
    if (!some.isEmpty()) {
      return Pattern.matches(some, setting.name());
    }
    return setting.essential() || "1".equals(System.getenv("RESTRICT_ALL_CONTAINERS"));
  }

  /** Not every machine has a JDK for each setting. */
  private static boolean hasJdk(Setting setting) {
    try {
      boolean there = Container.jdk(setting.jdk()).isPresent();
      if (!there) {
        System.out.printf(
            "%s was not tried: no %s in /usr/lib/jvm.%n", setting, setting.jdk().words());
      }
      return there;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DynamicTest test(OciRuntime runtime, Setting setting, Run run) {
    return DynamicTest.dynamicTest(
        setting + " " + run.word(), () -> new ContainersTest().run(runtime, setting, run));
  }

  private void run(OciRuntime runtime, Setting setting, Run run) throws IOException {
    StringBuilder output = new StringBuilder();
    Outcome outcome;
    int attempt = 0;
    do {
      Path folder = temp.resolve("%s-%s-%d".formatted(setting, run.word(), attempt));
      output.setLength(0);
      outcome =
          run.isSample()
              ? sample(runtime, folder, setting, run, output)
              : probe(runtime, folder, setting, run, output);
    } while (!outcome.cells().equals(Results.committed().get(outcome.key()))
        && ++attempt < ATTEMPTS);
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
              "%s differs from results/containers.tsv; if that is right, write it anew: %s;"
                  + " it printed:%n%s",
              outcome.key(), ANEW, output)
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
      Map<String, String> facts = Map.of("refused", "");
      if (container.child().await(LOCKED_OR_NOT).group().startsWith("restrict: ")) {
        facts = new SampleAttack(port).facts();
        container.signal("TERM");
      }
      int exit = container.child().exit();
      output.append(container.child().output());
      return Outcome.of(setting, run, exit, facts);
    }
  }

  private static ServerSocket listener() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterAll
  static void write() throws IOException {
    Table seen = new Table(Outcome.COLUMNS, new ArrayList<>(SEEN.values()));
    seen.write(Path.of("target", "containers.tsv"));
    if (WRITE) {
      Results.keep(SEEN);
      ReferencePage.check("platforms.md", PlatformsPage.text());
    }
  }
}
