package dev.restrict.spring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.restrict.ProcessLock;
import dev.restrict.Restrict;
import dev.restrict.Status;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Configuration;

/** A test that locks its JVM. The build gives it one of its own. */
@LockForReal
@SpringBootTest(
    webEnvironment = WebEnvironment.NONE,
    properties = {"restrict.promises=stdio", "restrict.mode=error"})
@EnabledOnOs(
    value = OS.LINUX,
    architectures = {"amd64", "aarch64"})
class LockForRealTest {

  @Autowired private ProcessLock lock;

  @Test
  void theLockIsReal() {
    assertThat(lock.isRehearsal()).isFalse();
    assertThat(Restrict.status().state()).isEqualTo(Status.State.LOCKED);
    assertThatExceptionOfType(AccessDeniedException.class)
        .isThrownBy(() -> Files.readString(Path.of("/etc/passwd")));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> new ProcessBuilder("/bin/true").start());
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}
}
