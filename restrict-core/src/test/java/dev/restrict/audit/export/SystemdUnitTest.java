package dev.restrict.audit.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.restrict.AccessFlag;
import dev.restrict.AccessRule;
import dev.restrict.Policy;
import dev.restrict.Protocol;
import dev.restrict.linux.Arch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemdUnitTest {

  @TempDir Path folder;

  private static Policy.Builder service() {
    return Policy.builder()
        .promises("stdio rpath wpath cpath inet")
        .access(rule("/srv/app/data", "crw"))
        .access(rule("/srv/app/100% conf \"x\"", "r"))
        .port(8080, "b")
        .port(5432, "c");
  }

  private static AccessRule rule(String path, String flags) {
    return new AccessRule(Path.of(path), Path.of(path), AccessFlag.parse(flags));
  }

  private static List<String> lines(Policy policy) {
    return SystemdUnit.of(policy, Arch.X86_64).lines().toList();
  }

  @Test
  void saysWhatThePolicySays() {
    assertThat(lines(service().build()))
        .filteredOn(line -> !line.startsWith("SystemCallFilter=") && !line.startsWith("#"))
        .containsExactly(
            "[Service]",
            "NoNewPrivileges=yes",
            "SystemCallArchitectures=native",
            "SystemCallErrorNumber=ENOSYS",
            "RestrictAddressFamilies=AF_INET AF_INET6",
            "ProtectSystem=strict",
            "PrivateTmp=yes",
            "ProtectHome=read-only",
            "ReadWritePaths=/srv/app/data",
            "ReadOnlyPaths=\"/srv/app/100%% conf \\\"x\\\"\"",
            "SocketBindDeny=any",
            "SocketBindAllow=tcp:8080");
  }

  /** A UDP client binds a port that the kernel chooses, which systemd cannot name. */
  @Test
  void udpIsAllowedAsFarAsRulesAndPromisesNeedIt() {
    assertThat(binds(service().port(5060, "b", Protocol.UDP)))
        .containsExactly("any", "tcp:8080", "udp:5060");
    assertThat(binds(service().port(8125, "c", Protocol.UDP)))
        .containsExactly("any", "tcp:8080", "udp");
    assertThat(binds(service().promises("dns"))).containsExactly("any", "tcp:8080", "udp");
  }

  private static List<String> binds(Policy.Builder policy) {
    return lines(policy.build()).stream()
        .filter(line -> line.startsWith("SocketBind"))
        .map(line -> line.substring(line.indexOf('=') + 1))
        .toList();
  }

  @Test
  void callsAreThoseOfThePolicyAndOfTheStart() {
    String unit = SystemdUnit.of(service().build(), Arch.X86_64);
    assertThat(unit).contains(" openat ").contains("execve").doesNotContain("ptrace");
    assertThat(unit.lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void aCallIsNamedWhereItExists() {
    assertThat(SystemdUnit.of(service().build(), Arch.X86_64)).contains(" mkdir ");
    assertThat(SystemdUnit.of(service().build(), Arch.AARCH64))
        .doesNotContain(" mkdir ")
        .contains(" mkdirat ");
  }

  @Test
  void withoutSocketsThereIsNoFamily() {
    assertThat(lines(Policy.builder().promises("stdio").build()))
        .contains("RestrictAddressFamilies=none", "ProtectSystem=strict");
  }

  @Test
  void withoutAccessRulesPathsAreNotNarrowed() {
    assertThat(lines(Policy.builder().promises("stdio wpath").build()))
        .noneMatch(line -> line.startsWith("ProtectSystem"));
  }

  @Test
  void sharedTemporaryFoldersAreKept() {
    assertThat(lines(service().access(rule("/tmp/app", "crw")).build()))
        .noneMatch(line -> line.startsWith("PrivateTmp"));
  }

  @Test
  void systemdTakesIt() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "no systemd-analyze");
    Path unit = folder.resolve("restrict-test.service");
    Files.writeString(
        unit,
        SystemdUnit.of(service().port(0, "b").build(), Arch.X86_64)
            + "ExecStart=/bin/true\n"
            + SystemdUnit.of(service().build(), Arch.X86_64).replace("[Service]\n", ""));
    Process process =
        new ProcessBuilder("systemd-analyze", "verify", "--man=no", unit.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    // Newer calls than its libseccomp has are passed over; nothing else may be said of the unit.
    assertThat(output.lines())
        .filteredOn(line -> line.contains("restrict-test"))
        .filteredOn(line -> !line.contains("Failed to parse system call, ignoring"))
        .filteredOn(line -> !line.contains("System call") || !line.contains("is not known"))
        .isEmpty();
  }
}
