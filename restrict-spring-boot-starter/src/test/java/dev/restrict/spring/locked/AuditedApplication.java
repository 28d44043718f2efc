package dev.restrict.spring.locked;

import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A small web application that needs other things in each phase of its life. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@RestController
public class AuditedApplication {

  private final InetAddress loopback = InetAddress.getLoopbackAddress();

  public static void main(String[] arguments) {
    Runtime.getRuntime().addShutdownHook(new Thread(AuditedApplication::inAHookOfTheJvm));
    SpringApplication.run(AuditedApplication.class, arguments);
  }

  /** It takes longer than Spring's own hook. */
  private static void inAHookOfTheJvm() {
    try {
      Thread.sleep(500);
      Files.readString(Path.of("hook", "words"));
      System.out.println("END hook");
    } catch (IOException | InterruptedException ex) {
      ex.printStackTrace(System.out);
    }
  }

  @EventListener
  void ready(AvailabilityChangeEvent<ReadinessState> event) throws IOException {
    if (event.getState() == ReadinessState.ACCEPTING_TRAFFIC) {
      Files.readString(Path.of("started", "words"));
      System.out.println("STARTED");
    }
  }

  @PreDestroy
  void stopped() throws IOException {
    Files.writeString(Path.of("stopped", "last"), "words");
    System.out.println("END bean");
  }

  @GetMapping("/read")
  String read() throws IOException {
    return Files.readString(Path.of("requested", "words"));
  }

  @GetMapping("/connect")
  String connect(@RequestParam int port) throws IOException {
    try (Socket socket = new Socket(loopback, port)) {
      return "connected " + socket.isConnected();
    }
  }
}
