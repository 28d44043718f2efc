package dev.restrict.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Restrict;
import dev.restrict.Status;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Configuration;

/** The property does what the annotation does. */
@Tag("lock-for-real")
@SpringBootTest(
    webEnvironment = WebEnvironment.NONE,
    properties = {"restrict.test.lock=true", "restrict.promises=stdio", "restrict.mode=error"})
@EnabledOnOs(
    value = OS.LINUX,
    architectures = {"amd64", "aarch64"})
class LockForRealByPropertyTest {

  @Test
  void theLockIsReal() {
    assertThat(Restrict.status().state()).isEqualTo(Status.State.LOCKED);
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}
}
