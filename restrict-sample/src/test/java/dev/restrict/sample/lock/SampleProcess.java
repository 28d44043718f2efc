package dev.restrict.sample.lock;

import dev.restrict.sample.SampleApplication;
import dev.restrict.sample.ServiceClient;
import dev.restrict.testing.ChildJvm;
import dev.restrict.testing.LivingChild;
import dev.restrict.testing.Patience;
import dev.restrict.testing.Proc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The service in a JVM of its own: from the class path of the test, or from the jar that the system
 * property {@code sample.jar} names. {@code sample.java.home} names another JDK, {@code
 * sample.jvm.flags} more flags for it.
 */
final class SampleProcess implements AutoCloseable {

  private static final Duration START = Patience.of(Duration.ofMinutes(2));

  private final LivingChild child;
  private final int port;

  private SampleProcess(LivingChild child, int port) {
    this.child = child;
    this.port = port;
  }

  /**
   * What to start; the data folder need not exist; a relative one is under the working directory.
   */
  static Builder with(Path data) {
    return new Builder(data);
  }

  static final class Builder {

    private final String data;
    private final List<String> flags = new ArrayList<>();
    private final List<String> args = new ArrayList<>();
    private Path directory;
    private String jar = System.getProperty("sample.jar", "");
    private Path home = javaHome();

    private Builder(Path data) {
      this.data = data.toString();
      directory = data.toAbsolutePath().getParent();
    }

    /** More flags of the JVM. */
    Builder jvm(String... more) {
      flags.addAll(List.of(more));
      return this;
    }

    /** More arguments of the service. */
    Builder args(String... more) {
      args.addAll(List.of(more));
      return this;
    }

    Builder attack() {
      return args("--spring.profiles.active=attack");
    }

    Builder unlocked() {
      return args("--restrict.enabled=false");
    }

    /** From this jar. */
    Builder jar(Path file) {
      jar = file.toString();
      return this;
    }

    /** On this JDK. */
    Builder home(Path jdk) {
      home = jdk;
      return this;
    }

    /** The working directory, by default the data folder's parent. */
    Builder directory(Path directory) {
      this.directory = directory;
      return this;
    }

    /** Starts it, and returns when it is ready. */
    SampleProcess start() throws IOException {
      int port = freePort();
      SampleProcess started = launch(port);
      try {
        started.awaitReady();
        return started;
      } catch (Throwable e) {
        started.close();
        throw e;
      }
    }

    /** Starts it, and does not wait. */
    SampleProcess launch(int port) {
      ChildJvm jvm =
          SampleProcess.jvm().home(home).jvm(flags.toArray(String[]::new)).directory(directory);
      if (jar.isEmpty()) {
        jvm.without("test-classes").program(SampleApplication.class.getName());
      } else {
        jvm.jar(Path.of(jar));
      }
      List<String> all =
          new ArrayList<>(List.of("--server.port=" + port, "--documents.data=" + data));
      all.addAll(args);
      return new SampleProcess(LivingChild.start(jvm, all.toArray(String[]::new)), port);
    }
  }

  /** The JVM that is asked for, with its flags. */
  static ChildJvm jvm() {
    return ChildJvm.child().home(javaHome()).jvm(words(System.getProperty("sample.jvm.flags", "")));
  }

  static Path javaHome() {
    return Path.of(System.getProperty("sample.java.home", System.getProperty("java.home")));
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  ServiceClient client() {
    return new ServiceClient(port);
  }

  long pid() {
    return child.pid();
  }

  boolean isAlive() {
    return child.process().isAlive();
  }

  /** What it wrote so far to its standard output and error. */
  String output() {
    return child.output();
  }

  void signal(String name) {
    child.signal(name);
  }

  /** Ends it by SIGTERM; the exit code. */
  int stop() {
    signal("TERM");
    return awaitExit();
  }

  /** Ends it by SIGKILL; the exit code. */
  int kill() {
    signal("KILL");
    return awaitExit();
  }

  /** The exit code; 128 and the signal's number where a signal ended it. */
  int awaitExit() {
    return child.exit();
  }

  /** The status of each thread, field by field. */
  Map<String, Map<String, String>> threads() throws IOException {
    return Proc.threads(pid());
  }

  /** The native libraries that are mapped now. */
  Set<String> libraries() throws IOException {
    return Proc.libraries(pid());
  }

  @Override
  public void close() {
    child.close();
  }

  private void awaitReady() {
    long end = System.nanoTime() + START.toNanos();
    ServiceClient client = client();
    while (isAlive() && System.nanoTime() < end) {
      try {
        if (client.get("/actuator/health/readiness").statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // Not listening yet.
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    String how = isAlive() ? "is not ready" : "ended with " + awaitExit();
    throw new AssertionError("the service " + how + "; it wrote:\n" + output());
  }

  private static String[] words(String text) {
    return Arrays.stream(text.split("\\s+")).filter(word -> !word.isEmpty()).toArray(String[]::new);
  }
}
