package dev.restrict.spring.net;

import dev.restrict.Restrict;
import dev.restrict.testing.TlsServer;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * An application that locks itself, and then reports what each of its clients reaches, one line for
 * each client and target: {@code target client answer}.
 */
public final class ClientApplication {

  private ClientApplication() {}

  public static void main(String[] arguments) throws Exception {
    String jdk = option(arguments, "jdk");
    if (jdk != null) {
      // The authority is one that the JDK trusts by default, or the test would prove nothing.
      SSLContext own = SSLContext.getInstance("TLS");
      own.init(null, null, null);
      URI uri = URI.create(jdk);
      try (Socket socket = own.getSocketFactory().createSocket("127.0.0.1", uri.getPort())) {
        socket
            .getOutputStream()
            .write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        System.out.println("before jdk " + (socket.getInputStream().read() > 0 ? "hello" : "end"));
      }
    }
    ConfigurableApplicationContext context = SpringApplication.run(Application.class, arguments);
    System.out.println("state " + Restrict.status().state());
    for (String target : List.of("trusted", "other", "jdk", "named")) {
      String url = option(arguments, target);
      if (url != null) {
        report(target + " RestTemplate", () -> template(context).getForObject(url, String.class));
        report(
            target + " RestClient",
            () -> restClient(context).get().uri(url).retrieve().body(String.class));
        report(
            target + " WebClient",
            () ->
                context
                    .getBean(WebClient.Builder.class)
                    .build()
                    .get()
                    .uri(url)
                    .retrieve()
                    .bodyToMono(String.class)
                    .block(Duration.ofSeconds(20)));
        report(
            target + " HttpsURLConnection",
            () -> {
              HttpsURLConnection connection =
                  (HttpsURLConnection) URI.create(url).toURL().openConnection();
              return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            });
      }
    }
    String jdbc = option(arguments, "jdbc");
    if (jdbc != null) {
      report(
          "named JDBC",
          () -> {
            try (Connection connection = DriverManager.getConnection(jdbc, "sa", "")) {
              return connection.isValid(5) ? TlsServer.GREETING : "not valid";
            }
          });
    }
    String lookup = option(arguments, "lookup");
    if (lookup != null) {
      report("named InetAddress", () -> InetAddress.getByName(lookup).getHostAddress());
    }
    report("file resolv.conf", () -> Files.readString(Path.of("/etc/resolv.conf")).length());
    String certificates = option(arguments, "file");
    if (certificates != null) {
      report("file certificates", () -> Files.readString(Path.of(certificates)).length());
    }
    System.exit(SpringApplication.exit(context));
  }

  private static RestTemplate template(ConfigurableApplicationContext context) {
    ObjectProvider<RestTemplateBuilder> builder =
        context.getBeanProvider(RestTemplateBuilder.class);
    RestTemplateBuilder available = builder.getIfAvailable();
    return available == null ? new RestTemplate() : available.build();
  }

  private static RestClient restClient(ConfigurableApplicationContext context) {
    RestClient.Builder available =
        context.getBeanProvider(RestClient.Builder.class).getIfAvailable();
    return available == null ? RestClient.create() : available.build();
  }

  private static void report(String what, Callable<?> action) {
    try {
      System.out.println(what + " " + action.call());
    } catch (Exception ex) {
      Throwable root = ex;
      while (root.getCause() != null && root.getCause() != root) {
        root = root.getCause();
      }
      System.out.println(what + " FAILED " + root);
    }
  }

  private static String option(String[] arguments, String name) {
    for (String argument : arguments) {
      if (argument.startsWith("--probe." + name + "=")) {
        return argument.substring(argument.indexOf('=') + 1);
      }
    }
    return null;
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}
}
