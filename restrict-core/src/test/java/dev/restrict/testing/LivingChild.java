package dev.restrict.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A child JVM that the parent talks to while it runs, and looks at from outside. */
public final class LivingChild implements AutoCloseable {

  private static final String END = "\0";

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final StringBuffer output = new StringBuffer();

  private LivingChild(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "output of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  public static LivingChild start(ChildJvm jvm, Class<?> main, String... arguments) {
    try {
      return new LivingChild(jvm.start(main, arguments));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        output.append(line).append('\n');
        lines.add(line);
      }
    } catch (IOException e) {
      // Killed.
    }
    lines.add(END);
  }

  /** The value of the next line of this name; the lines before it are passed over. */
  public String await(String name) {
    try {
      while (true) {
        String line = lines.poll(60, TimeUnit.SECONDS);
        if (line == null || line.equals(END)) {
          throw new AssertionError("no line '" + name + "'; it printed:\n" + output);
        }
        if (line.startsWith(name + ": ")) {
          return line.substring(name.length() + 2);
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public void say(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new AssertionError("it is gone; it printed:\n" + output, e);
    }
  }

  /** Says a line and awaits the answer of this name. */
  public String ask(String line, String name) {
    say(line);
    return await(name);
  }

  public long pid() {
    return process.pid();
  }

  public Process process() {
    return process;
  }

  public String output() {
    return output.toString();
  }

  public int exit() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("did not end; it printed:\n" + output);
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What its threads have in this line of their status, each value once. */
  public List<String> ofThreads(String line) {
    try {
      return Sys.ofThreads(Path.of("/proc/" + pid() + "/task"), line).stream()
          .filter(value -> !value.equals("ended"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a process's descriptors are. */
  public static List<String> descriptors(long pid) {
    try (Stream<Path> links = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return links.map(LivingChild::target).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "closed";
    }
  }

  /** One line of /proc/PID/status. */
  public static String status(long pid, String name) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith(name + ":")) {
          return line.substring(name.length() + 1).strip();
        }
      }
      return "none";
    } catch (IOException e) {
      return "gone";
    }
  }

  /** The referee that this child started, as /proc says. */
  public long referee() {
    return referees(pid()).stream()
        .findFirst()
        .orElseThrow(() -> new AssertionError("no referee; it printed:\n" + output));
  }

  /** The children of a process that are referees and no zombies. */
  public static List<Long> referees(long parent) {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> status(pid, "PPid").equals(String.valueOf(parent)))
        .filter(pid -> status(pid, "Name").startsWith("restrict-refer"))
        .filter(pid -> !status(pid, "State").startsWith("Z"))
        .toList();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
