package dev.restrict.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.audit.export.Export;
import dev.restrict.audit.export.Exports;
import dev.restrict.audit.file.AuditFile;
import dev.restrict.audit.recording.Sight;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the tool as people do: by {@code java -jar}, with the library's jar and nothing else. The
 * jar is made here as Maven makes it later, of the same classes and with the same main class.
 */
class AuditToolJarTest {

  @TempDir static Path folder;

  private static Path jar;

  @BeforeAll
  static void makeJar() throws IOException {
    jar = folder.resolve("restrict-core.jar");
    int result =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(
                new PrintStream(System.err),
                new PrintStream(System.err),
                "--create",
                "--file",
                jar.toString(),
                "--main-class",
                mainClass(),
                "-C",
                "target/classes",
                ".");
    assertThat(result).isZero();
  }

  private static String mainClass() throws IOException {
    Matcher matcher =
        Pattern.compile("<Main-Class>(.*)</Main-Class>")
            .matcher(Files.readString(Path.of("pom.xml")));
    assertThat(matcher.find()).as("pom.xml names the main class").isTrue();
    return matcher.group(1);
  }

  /** What a run printed, and how it ended. */
  private record Run(int code, String out) {}

  private static Run run(Object... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Duser.home=/home/other");
    command.add("-jar");
    command.add(jar.toString());
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
      assertThat(run.out).isNotBlank();
    }
    assertThat(run("systemd", a).out).contains("ReadOnlyPaths=/home/other/x\n");
  }
}
