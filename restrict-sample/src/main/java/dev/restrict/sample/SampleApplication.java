package dev.restrict.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/**
 * A document service that locks itself when it is ready: see {@code restrict} in application.yml.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class SampleApplication {

  public static void main(String[] args) {
    // Images are drawn, never shown; without this AWT looks for a display and its sockets.
    System.setProperty("java.awt.headless", "true");
    SpringApplication.run(SampleApplication.class, args);
  }
}
