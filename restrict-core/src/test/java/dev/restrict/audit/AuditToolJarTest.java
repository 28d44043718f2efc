package dev.restrict.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.audit.export.Export;
import dev.restrict.audit.export.Exports;
import dev.restrict.audit.file.AuditFile;
import dev.restrict.audit.recording.Sight;
import dev.restrict.testing.Jdks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the tool as people do: by {@code java -jar}, with the library's jar and nothing else, on the
 * newest Java.
 */
@Tag("built-jar")
class AuditToolJarTest {

  private static final Path JAR = Path.of(System.getProperty("built.jar"));

  @TempDir static Path folder;

  /** What a run printed, and how it ended. */
  private record Run(int code, String out) {}

  private static Run run(Object... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Jdks.newest().resolve("bin/java").toString());
    command.add("-Duser.home=/home/other");
    command.add("-jar");
    command.add(JAR.toString());
    for (Object arg : args) {
      command.add(arg.toString());
    }
    Path out = Files.createTempFile(folder, "out", ".txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Run(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
  }

  private static Path file(String name, Sight... sights) {
    Path file = folder.resolve(name);
    AuditFile.write(file, Sight.recording(name, sights));
    return file;
  }

  @Test
  void saysHowItIsUsed() throws Exception {
    Run run = run();
    assertThat(run.code).isEqualTo(AuditTool.BAD);
    assertThat(run.out).startsWith("usage: java -jar restrict-core.jar COMMAND\n");
  }

  @Test
  void everyCommandWorks() throws Exception {
    Path a = file("a", Sight.open("/home/app/x", 0), Sight.call("pipe2"));
    Path b = file("b", Sight.call("bind").tcp("::", 80));
    Path all = folder.resolve("all");
    assertThat(run("merge", a, b, "-o", all)).isEqualTo(new Run(0, ""));
    assertThat(run("diff", a, all).code).isEqualTo(AuditTool.NEWLY_NEEDED);
    for (Export export : Exports.ALL) {
      Run run = run(export.id(), all);
      assertThat(run.code).as(run.out).isZero();
      assertThat(run.out).isNotBlank().doesNotContain("WARNING:");
    }
    assertThat(run("systemd", a).out).contains("ReadOnlyPaths=/home/other/x\n");
  }
}
