package dev.restrict.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the flags of HotSpot say of the time after the lock. */
class JvmFlagsTest {

  private static JvmFlags flags(String... arguments) {
    return new JvmFlags(List.of(arguments), Path.of("/app"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-Xlog:gc:file=/log/gc.log                          | /log/gc.log",
        "-Xlog:gc*=debug:/log/gc-%p.log:time,uptime:filecount=5 | /log/gc-%p.log",
        "-Xlog:gc:file=gc.log                               | /app/gc.log",
        "-Xlog:gc:file=logs/gc.log:time                     | /app/logs/gc.log",
        "-Xlog:gc:\"/log/with space.log\"                   | /log/with space.log",
        "-Xlog:gc:stdout                                    |",
        "-Xlog:gc                                           |",
        "-Xlog:disable                                      |",
        "-Xloggc:/log/gc.log                                | /log/gc.log",
        "-XX:+HeapDumpOnOutOfMemoryError                    | /app",
        "-XX:+HeapDumpOnOutOfMemoryError -XX:HeapDumpPath=/dumps        | /dumps",
        "-XX:+HeapDumpOnOutOfMemoryError -XX:HeapDumpPath=/dumps/a.hprof | /dumps/a.hprof",
        "-XX:+HeapDumpOnOutOfMemoryError -XX:-HeapDumpOnOutOfMemoryError |",
        "-XX:HeapDumpPath=/dumps                            |",
        "-XX:ArchiveClassesAtExit=/cds/app.jsa              | /cds/app.jsa",
        "-Xmx1g -ea -Dname=-Xlog:gc:file=/x/y               |"
      })
  void filesAndFolders(String arguments, String path) {
    List<String> paths =
        flags(arguments.split(" (?=-)", -1)).writes().stream()
            .map(writes -> writes.path().toString())
            .toList();
    assertThat(paths).isEqualTo(path == null ? List.of() : List.of(path));
  }

  @Test
  void programsAndRecordings() {
    JvmFlags flags =
        flags("-XX:OnOutOfMemoryError=kill -9 %p", "-XX:StartFlightRecording=duration=1m");
    assertThat(flags.starts()).containsExactly("-XX:OnOutOfMemoryError=kill -9 %p");
    assertThat(flags.records()).contains("-XX:StartFlightRecording=duration=1m");
    assertThat(flags("-Xmx1g").records()).isEmpty();
  }
}
