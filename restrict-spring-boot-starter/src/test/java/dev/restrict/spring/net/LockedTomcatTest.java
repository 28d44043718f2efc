package dev.restrict.spring.net;

import dev.restrict.spring.test.LockForReal;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.WebServer;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/** The clients of a servlet application. */
@LockForReal
@SpringBootTest(
    classes = LockedContext.Application.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "spring.main.web-application-type=servlet")
@EnabledOnOs(
    value = OS.LINUX,
    architectures = {"amd64", "aarch64"})
class LockedTomcatTest extends LockedContext {

  @Autowired private RestTemplateBuilder restTemplate;

  @Autowired private RestClient.Builder restClient;

  @Override
  Class<? extends WebServer> webServer() {
    return TomcatWebServer.class;
  }

  @Override
  RestTemplate restTemplate() {
    return restTemplate.build();
  }

  @Override
  RestClient restClient() {
    return restClient.build();
  }
}
