package dev.restrict.spring.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class HostsFileTest {

  @TempDir Path folder;

  @Test
  void aByteThatIsNotUtf8CostsNoOtherName(CapturedOutput output) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write("192.0.2.1 one # M".getBytes(StandardCharsets.US_ASCII));
    bytes.write(0xfc); // a u umlaut of ISO 8859-1
    bytes.write("ller's\n192.0.2.2 two\n".getBytes(StandardCharsets.US_ASCII));
    HostsFile hosts = HostsFile.read(Files.write(folder.resolve("hosts"), bytes.toByteArray()));
    assertThat(hosts.addresses("one")).containsExactly(InetAddress.getByName("192.0.2.1"));
    assertThat(hosts.addresses("two")).containsExactly(InetAddress.getByName("192.0.2.2"));
    assertThat(output).doesNotContain("cannot be read");
  }

  @Test
  void aFileThatCannotBeReadIsSaid(CapturedOutput output) throws Exception {
    HostsFile hosts = HostsFile.read(Files.createDirectory(folder.resolve("hosts")));
    assertThat(hosts.addresses("one")).isEmpty();
    assertThat(output)
        .contains("WARN", folder.resolve("hosts") + " cannot be read", "Is a directory");
  }

  @Test
  void aMissingFileIsFine(CapturedOutput output) throws Exception {
    assertThat(HostsFile.read(folder.resolve("hosts")).addresses("one")).isEmpty();
    assertThat(output).doesNotContain("hosts");
  }
}
