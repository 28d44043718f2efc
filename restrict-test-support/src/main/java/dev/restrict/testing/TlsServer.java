package dev.restrict.testing;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** A TLS server on loopback that says hello. */
public final class TlsServer implements AutoCloseable {

  public static final String GREETING = "hello";

  private final HttpsServer server;

  public TlsServer(Authority authority) {
    try {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException ex) {
      throw new AssertionError(ex);
    }
    server.setHttpsConfigurator(new HttpsConfigurator(authority.server()));
    server.setExecutor(
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "tls-server");
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext(
        "/",
        exchange -> {
          byte[] body = GREETING.getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public String url() {
    return "https://127.0.0.1:" + port() + "/";
  }

  public String url(String host) {
    return "https://" + host + ":" + port() + "/";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
