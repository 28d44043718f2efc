package dev.restrict.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ErrnoTest {

  private static final Path HEADERS = Path.of("/usr/include/asm-generic");
  private static final Pattern DEFINE = Pattern.compile("#define\\s+(E\\w+)\\s+(\\d+)");

  @Test
  void hasAName() {
    assertThat(Errno.name(Errno.EACCES)).isEqualTo("EACCES");
    assertThat(Errno.name(2)).isEqualTo("ENOENT");
    assertThat(Errno.name(11)).isEqualTo("EAGAIN");
    assertThat(Errno.name(133)).isEqualTo("EHWPOISON");
    assertThat(Errno.name(0)).isEqualTo("errno 0");
    assertThat(Errno.name(200)).isEqualTo("errno 200");
    assertThat(Errno.ENOSYS).isEqualTo(38);
  }

  /** Against the headers of the machine that runs the test, where it has them. */
  @Test
  void agreesWithTheKernelsHeaders() throws IOException {
    assumeTrue(Files.exists(HEADERS), HEADERS + " (package linux-libc-dev) is not installed");
    int found = 0;
    for (String name : new String[] {"errno-base.h", "errno.h"}) {
      Matcher matcher = DEFINE.matcher(Files.readString(HEADERS.resolve(name)));
      while (matcher.find()) {
        assertThat(Errno.name(Integer.parseInt(matcher.group(2)))).isEqualTo(matcher.group(1));
        found++;
      }
    }
    assertThat(found).isGreaterThan(100);
  }
}
