package dev.restrict.audit.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restrict.RestrictException;
import dev.restrict.audit.recording.Evidence;
import dev.restrict.audit.recording.Recording;
import dev.restrict.audit.recording.Sight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditFileTest {

  @TempDir Path folder;

  @Test
  void isReadableAndStable() {
    Recording recording =
        Sight.recording(
            Sight.call("socket", 2, 0x80001, 0).thread("http-nio-8080-exec-12"),
            Sight.open("/data/x.txt", Sight.O_RDWR | Sight.O_CREAT).stack("a.B.c(B.java:1)"),
            Sight.call("bind").tcp("0.0.0.0", 8080).phase("start"));

    assertThat(AuditText.of(recording))
        .isEqualTo(
            """
            restrict-audit 2
            instance web-1 dropped 0
            place ${libraries} /etc/ld.so.cache
            place ${libraries} /usr/lib
            place ${loaders} /usr/lib64/ld-linux-x86-64.so.2
            call bind
              first 2026-01-01T00:00:00Z start
              count web-1 1
              thread main
              example 0.0.0.0:8080
            call openat 2=0x42
              first 2026-01-01T00:00:00Z request
              count web-1 1
              thread main
              example /data/x.txt
              at a.B.c(B.java:1)
            call socket 0=0x2 1=0x1 2=0x0
              first 2026-01-01T00:00:00Z request
              count web-1 1
              thread http-nio-8080-exec-*
            path /data crw openat
              first 2026-01-01T00:00:00Z request
              count web-1 1
              thread main
              example /data/x.txt
              at a.B.c(B.java:1)
            port tcp bind 8080
              first 2026-01-01T00:00:00Z start
              count web-1 1
              thread main
            """);
  }

  @Test
  void writesAllOrNothing() throws IOException {
    Path file = folder.resolve("audit.txt");
    Recording first = Sight.recording("a", Sight.call("pipe2"));
    AuditFile.write(file, first);
    assertThat(AuditFile.read(file)).isEqualTo(first);

    Recording second = Sight.recording("b", Sight.call("eventfd2"));
    assertThat(AuditFile.mergeInto(file, second))
        .isEqualTo(Recording.merge(first, second))
        .isEqualTo(AuditFile.read(file));
    try (var files = Files.list(folder)) {
      assertThat(files.toList()).isEqualTo(List.of(file));
    }
  }

  @Test
  void readsVersionOne() {
    String text =
        """
        restrict-audit 1
        instance old
        dropped 3
        call pipe2
          first 2025-01-01T00:00:00Z start
          count 12
          thread main
        port tcp bind 8080
          first 2025-01-01T00:00:00Z start
          count 1
        """;
    Recording recording = AuditText.parse("old.txt", text);

    assertThat(recording.dropped()).containsExactly(java.util.Map.entry("old", 3L));
    assertThat(recording.facts().values())
        .extracting(Evidence::counts)
        .extracting(counts -> counts.get("old"))
        .containsExactly(12L, 1L);
    // Merged with itself, read again, nothing is counted twice.
    assertThat(Recording.merge(recording, AuditText.parse("copy", text))).isEqualTo(recording);
    assertThat(AuditText.parse("new", AuditText.of(recording))).isEqualTo(recording);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hello                                   | f:1: not an audit file
          restrict-audit 3                        | f:1: version 3 is not known
          restrict-audit 2;fact x                 | f:2: unknown word 'fact'
          restrict-audit 2;#;;port tcp bind 99999 | f:4: 99999 is not a port
          restrict-audit 2;path /x q openat       | f:2: access flags 'q'
          restrict-audit 2;call a 0=7             | f:2: '0=7' is not an argument
          restrict-audit 2;call a  0=0x1          | f:2: two spaces
          restrict-audit 2;call a;made /x         | f:2: this fact has no 'first'
          restrict-audit 2;call a;  first now x   | f:3: Text 'now'
          restrict-audit 2;call a;  count i -1    | f:3: '-1' is not a count
          restrict-audit 2;  count i 1            | f:2: this belongs to no fact
          restrict-audit 2;made \\q               | f:2: '\\q' has an unknown escape
          restrict-audit 2;made a\\u12            | f:2: 'a\\u12' ends within an escape
          restrict-audit 2;instance a             | f:2: an instance is
          restrict-audit 2;dropped 1              | f:2: unexpected 'dropped'
          restrict-audit 1;dropped 1              | f:2: the instance must come first
          """)
  void anErrorNamesFileAndLine(String text, String message) {
    assertThatThrownBy(() -> AuditText.parse("f", text.replace(';', '\n')))
        .isInstanceOf(RestrictException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> AuditFile.read(folder.resolve("none")))
        .isInstanceOf(RestrictException.class)
        .hasMessageContaining("none");
  }
}
