package dev.restrict.sample.lock;

import dev.restrict.sample.SampleApplication;
import dev.restrict.sample.ServiceClient;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The service in a JVM of its own: from the class path of the test, or from the jar that the system
 * property {@code sample.jar} names. {@code sample.java.home} names another JDK, {@code
 * sample.jvm.flags} more flags for it.
 */
final class SampleProcess implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(120);
  private static final Duration STOP = Duration.ofSeconds(60);

  private final Process process;
  private final int port;
  private final Thread reader;
  private final StringBuffer output = new StringBuffer();

  private SampleProcess(Process process, int port) {
    this.process = process;
    this.port = port;
    reader = new Thread(this::read, "output of " + process.pid());
    reader.setDaemon(true);
    reader.start();
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
    SampleProcess launch(int port) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(java().toString());
      command.add("-Xmx256m");
      command.addAll(words(System.getProperty("sample.jvm.flags", "")));
      command.addAll(flags);
      String jar = System.getProperty("sample.jar", "");
      if (jar.isEmpty()) {
        command.addAll(List.of("-cp", classPath(), SampleApplication.class.getName()));
      } else {
        command.addAll(List.of("-jar", Path.of(jar).toAbsolutePath().toString()));
      }
      command.add("--server.port=" + port);
      command.add("--documents.data=" + data);
      command.addAll(args);
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      return new SampleProcess(process, port);
    }
  }

  static Path java() {
    String home = System.getProperty("sample.java.home", System.getProperty("java.home"));
    return Path.of(home, "bin", "java");
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
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What it wrote so far to its standard output and error. */
  String output() {
    return output.toString();
  }

  void signal(String name) throws IOException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).inheritIO().start();
    if (waitFor(kill, STOP) != 0) {
      throw new IOException("kill -" + name + " failed");
    }
  }

  /** Ends it by SIGTERM; the exit code. */
  int stop() throws IOException {
    signal("TERM");
    return awaitExit();
  }

  /** Ends it by SIGKILL; the exit code. */
  int kill() throws IOException {
    signal("KILL");
    return awaitExit();
  }

  /** The exit code; 128 and the signal's number where a signal ended it. */
  int awaitExit() throws IOException {
    int code = waitFor(process, STOP);
    try {
      reader.join(STOP.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return code;
  }

  /** /proc/PID/task/TID/status of each thread, field by field. */
  Map<String, Map<String, String>> threads() throws IOException {
    Map<String, Map<String, String>> threads = new LinkedHashMap<>();
    List<Path> tasks;
    try (Stream<Path> listed = Files.list(Path.of("/proc", String.valueOf(pid()), "task"))) {
      tasks = listed.toList();
    }
    for (Path task : tasks) {
      try {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : Files.readAllLines(task.resolve("status"))) {
          String[] field = line.split(":", 2);
          fields.put(field[0], field[1].strip());
        }
        threads.put(task.getFileName().toString(), fields);
      } catch (NoSuchFileException e) {
        // It ended meanwhile.
      } catch (IOException e) {
        if (Files.exists(task)) {
          throw e;
        }
      }
    }
    return threads;
  }

  /** The native libraries that are mapped now. */
  Set<String> libraries() throws IOException {
    try (Stream<String> maps = Files.lines(Path.of("/proc", String.valueOf(pid()), "maps"))) {
      return maps.filter(line -> line.contains(" r-xp ") && line.contains("/"))
          .map(line -> line.substring(line.indexOf('/')))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Override
  public void close() throws IOException {
    if (process.isAlive()) {
      process.destroyForcibly();
      awaitExit();
    }
  }

  private void awaitReady() throws IOException {
    long end = System.nanoTime() + START.toNanos();
    ServiceClient client = client();
    while (process.isAlive() && System.nanoTime() < end) {
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
    String how = process.isAlive() ? "is not ready" : "ended with " + awaitExit();
    throw new AssertionError("the service " + how + "; it wrote:\n" + output());
  }

  private void read() {
    try (InputStream in = process.getInputStream()) {
      byte[] bytes = new byte[8192];
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        output.append(new String(bytes, 0, n, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      output.append(e);
    }
  }

  private static int waitFor(Process process, Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("process " + process.pid() + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    }
    return process.exitValue();
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }

  /** The class path of the tests, without the tests. */
  private static String classPath() {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(path.split(File.pathSeparator))
        .filter(entry -> !Path.of(entry).endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
