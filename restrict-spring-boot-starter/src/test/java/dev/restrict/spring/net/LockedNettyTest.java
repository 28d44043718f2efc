package dev.restrict.spring.net;

import dev.restrict.spring.test.LockForReal;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.springframework.boot.reactor.netty.NettyWebServer;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.web.server.WebServer;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * The clients of a reactive application. Spring Boot configures no builders of the blocking ones
 * there, so these are as an application makes them itself.
 */
@LockForReal
@SpringBootTest(
    classes = LockedContext.Application.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "spring.main.web-application-type=reactive")
@EnabledOnOs(
    value = OS.LINUX,
    architectures = {"amd64", "aarch64"})
class LockedNettyTest extends LockedContext {

  @Override
  Class<? extends WebServer> webServer() {
    return NettyWebServer.class;
  }

  @Override
  RestTemplate restTemplate() {
    return new RestTemplate();
  }

  @Override
  RestClient restClient() {
    return RestClient.create();
  }
}
