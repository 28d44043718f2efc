package dev.restrict.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.audit.export.Export;
import dev.restrict.audit.export.Exports;
import dev.restrict.audit.file.AuditFile;
import dev.restrict.audit.recording.Recording;
import dev.restrict.audit.recording.Sight;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditToolTest {

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(Object... args) {
    String[] words = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      words[i] = args[i].toString();
    }
    return AuditTool.run(
        words,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private Path file(String name, Sight... sights) {
    Path file = folder.resolve(name);
    AuditFile.write(file, Sight.recording(name, sights));
    return file;
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void mergesFiles() {
    Path a = file("a", Sight.call("pipe2"));
    Path b = file("b", Sight.call("pipe2"), Sight.open("/srv/x", 0));
    Path all = folder.resolve("all");
    assertThat(run("merge", a, b, a, "-o", all)).isZero();
    assertThat(AuditFile.read(all))
        .isEqualTo(Recording.merge(AuditFile.read(a), AuditFile.read(b)));
  }

  @Test
  void suggests() {
    assertThat(run("suggest", file("a", Sight.open("/srv/x", 0)))).isZero();
    assertThat(said()).contains("restrict:\n").contains("- path: \"/srv/x\"");
  }

  @Test
  void sameNeedsAreNoDifference() {
    Path old = file("old", Sight.open("/srv/d", 0), Sight.call("bind").tcp("::", 80));
    Path now =
        file("new", Sight.open("/srv/d/x", 0), Sight.call("bind").tcp("::", 80).thread("other"));
    assertThat(run("diff", old, now)).isZero();
    assertThat(said()).isEmpty();
  }

  @Test
  void newNeedsFailTheBuild() {
    Path old = file("old", Sight.open("/srv/x", 0), Sight.call("bind").tcp("::", 80));
    Path now =
        file(
            "new",
            Sight.open("/srv/x", Sight.O_RDWR),
            Sight.call("bind").tcp("::", 80),
            Sight.call("connect").tcp("10.0.0.1", 443),
            Sight.call("ptrace"));
    assertThat(run("diff", old, now)).isOne();
    assertThat(said().lines().map(line -> line.replaceFirst(" #.*", "")))
        .containsExactly(
            "promise wpath", "access /srv/x: w", "port 443: c", "no promise grants call ptrace");
  }

  @Test
  void exports() {
    Path file = file("a", Sight.open("/app/x", 0), Sight.call("pipe2"));
    assertThat(run("seccomp-profile", file)).isZero();
    assertThat(said()).startsWith("{").contains("SCMP_ACT_ERRNO");
    out.reset();
    assertThat(run("systemd", file)).isZero();
    assertThat(said()).contains("ReadOnlyPaths=" + System.getProperty("user.dir"));
  }

  @Test
  void everyExportIsACommandAndSoIsItsShortWord() {
    Path file = file("a", Sight.open("/srv/x", 0));
    for (Export export : Exports.ALL) {
      out.reset();
      assertThat(run(export.id(), file)).as(export.id()).isZero();
      String text = said();
      assertThat(text).isNotBlank().endsWith("\n");
      export
          .shortCommand()
          .ifPresent(
              word -> {
                out.reset();
                assertThat(run(word, file)).as(word).isZero();
                assertThat(said()).isEqualTo(text);
              });
    }
    assertThat(Exports.ofCommand("suggest")).map(Export::id).hasValue("suggestion");
    assertThat(Exports.ofCommand("oci")).map(Export::id).hasValue("seccomp-profile");
  }

  @Test
  void usageNamesEveryCommand() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            usage: java -jar restrict-core.jar COMMAND
              merge FILE... -o OUT   the union of audit files, written to OUT
              diff OLD NEW           what NEW newly needs; exit code 1 if anything
              suggestion FILE        the policy for application.yml, or suggest for short
              seccomp-profile FILE   a seccomp profile for Docker, Podman and Kubernetes, or oci for short
              systemd FILE           a fragment of a systemd unit
            application.yml keeps placeholders such as ${user.dir}. The other exports have paths of this
            machine; give -Duser.dir=... and the like before -jar for another.
            """);
  }

  @Test
  void badUsageSaysHow() {
    for (Object[] args :
        new Object[][] {
          {}, {"help"}, {"diff", "a"}, {"merge", "a"}, {"merge", "-o", "x"}, {"suggest", "a", "b"}
        }) {
      err.reset();
      assertThat(run(args)).isEqualTo(2);
      assertThat(err.toString(StandardCharsets.UTF_8))
          .startsWith("usage: java -jar restrict-core.jar");
    }
    assertThat(said()).isEmpty();
  }

  @Test
  void aBrokenFileIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("broken"), "restrict-audit 2\nwhat\n");
    assertThat(run("diff", file, file)).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith(file + ":2: ");
    assertThat(run("suggest", folder.resolve("none"))).isEqualTo(2);
  }
}
