package dev.restrict.promise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Promise;
import dev.restrict.promise.PromisePrograms.Without;
import dev.restrict.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * For every promise: a program that needs it runs with it, and is refused without it. As the user
 * of the test, and where that is root, as nobody too.
 */
class PromisePairsTest {

  /** A lock is for life, so each run is a JVM; a few at a time. */
  private static final ExecutorService RUNS = Executors.newFixedThreadPool(2);

  @AfterAll
  static void stop() {
    RUNS.shutdownNow();
  }

  @Test
  void everyPromiseHasAPair() {
    assertThat(PromisePrograms.table().keySet()).containsExactlyInAnyOrder(Promise.values());
  }

  @TestFactory
  Stream<DynamicTest> pairs() {
    List<DynamicTest> tests = new ArrayList<>();
    for (boolean unprivileged : ChildJvm.isRoot() ? new boolean[] {false, true} : new boolean[1]) {
      for (Promise promise : PromisePrograms.table().keySet()) {
        Future<ChildJvm.Result> with = RUNS.submit(() -> run("with", promise, unprivileged));
        Future<ChildJvm.Result> without = RUNS.submit(() -> run("without", promise, unprivileged));
        String name = promise + (unprivileged ? ", as nobody" : "");
        tests.add(DynamicTest.dynamicTest(name + ": with it", () -> runs(promise, with.get())));
        tests.add(
            DynamicTest.dynamicTest(
                name + ": without it", () -> isRefused(promise, without.get())));
      }
    }
    return tests.stream();
  }

  private static void runs(Promise promise, ChildJvm.Result result) {
    assertThat(result.exit()).as(result.output()).isZero();
    assertThat(lines(result, "STEP refused")).as(result.output()).isEmpty();
    assertThat(lines(result, "STEP ok")).as(result.output()).isNotEmpty();
    assertThat(result.output()).contains("END");
    if (promise != Promise.ERROR) {
      // Nothing was denied that the JDK or libc only pass over: in mode kill it would be the end.
      assertThat(lines(result, "VIOLATION")).isEmpty();
    }
  }

  private static void isRefused(Promise promise, ChildJvm.Result result) {
    Without without = PromisePrograms.table().get(promise).without();
    if (without == Without.KILLED) {
      assertThat(result.killedBySigsys()).as(result.output()).isTrue();
      return;
    }
    assertThat(result.exit()).as(result.output()).isZero();
    if (without == Without.NOTHING) {
      runs(promise, result);
      return;
    }
    assertThat(lines(result, "STEP ok")).as(result.output()).isEmpty();
    assertThat(lines(result, "STEP refused"))
        .as(result.output())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).containsPattern(without.pattern()));
  }

  private static List<String> lines(ChildJvm.Result result, String start) {
    return result.output().lines().filter(line -> line.startsWith(start)).toList();
  }

  private static ChildJvm.Result run(String mode, Promise promise, boolean unprivileged)
      throws IOException {
    Path folder =
        Files.createTempDirectory(
            "promise",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try {
      // Whoever the program runs as.
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
      ChildJvm child = ChildJvm.child().jvm("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
      return (unprivileged ? child.unprivileged() : child)
          .run(PromiseProgram.class, mode, promise.word(), folder.toString());
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
