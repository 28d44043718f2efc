package dev.restrict.audit.recording;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunNamesTest {

  @ParameterizedTest
  @CsvSource({
    "/proc/12/stat, /proc/*/stat",
    "/proc/self/task/3/comm, /proc/self/task/*/comm",
    "/d/4f1c6a2e-0b7d-4c55-9a3e-0123456789ab.pdf, /d/*.pdf",
    "/d/app-2026-01-31.log, /d/app-*.log",
    "/d/app.2026-01-31T12-30.log, /d/app.*.log",
    "/d/20260131, /d/*",
    "/d/2026-01/x, /d/*/x",
    "/d/upload_5c1b2a_00000017.tmp, /d/upload_5c1b2a_*.tmp",
    "/d/tomcat.8080.1234567890123456789/work, /d/tomcat.8080.*/work",
    "/d/tmp.Xy7ZkQ9abC, /d/tmp.*",
    "/d/da39a3ee5e6b4b0d3255bfef95601890afd80709, /d/*"
  })
  void recognises(String path, String expected) {
    assertThat(RunNames.path(path)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/usr/lib/libz.so.1.2.13",
        "/app/spring-core-7.0.1.jar",
        "/etc/resolv.conf",
        "/data/tomcat.8080/work",
        "/data/accede",
        "/data/2026",
        "/data/utf8mb4-facade.txt",
        "${user.dir}/application.yml"
      })
  void leavesAlone(String path) {
    assertThat(RunNames.path(path)).isEqualTo(path);
  }
}
