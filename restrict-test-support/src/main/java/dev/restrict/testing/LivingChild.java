package dev.restrict.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A child JVM that the parent talks to while it runs, and looks at from outside. */
public final class LivingChild implements AutoCloseable {

  private static final String END = "\0";
  private static final Duration LIMIT = Patience.of(Duration.ofMinutes(1));

  private final Process process;
  private final Thread reader;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  /** The reader writes it, and others look: only under its own lock. */
  private final StringBuilder output = new StringBuilder();

  private LivingChild(Process process) {
    this.process = process;
    reader = new Thread(this::read, "output of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  public static LivingChild start(ChildJvm jvm, Class<?> main, String... arguments) {
    return start(jvm.program(main.getName()), arguments);
  }

  /** Starts the program that the JVM was told. */
  public static LivingChild start(ChildJvm jvm, String... arguments) {
    try {
      return new LivingChild(jvm.start(arguments));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A process that was started otherwise, its standard error in its standard output. */
  public static LivingChild of(Process process) {
    return new LivingChild(process);
  }

  private void read() {
    try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        synchronized (output) {
          output.append(line).append('\n');
        }
        lines.add(line);
      }
    } catch (IOException e) {
      // Killed.
    }
    lines.add(END);
  }

  /** The value of the next line of this name; the lines before it are passed over. */
  public String await(String name) {
    return await(Pattern.compile("^" + Pattern.quote(name) + ": (.*)$")).group(1);
  }

  /** The match in the next line that has one; the lines before it are passed over. */
  public MatchResult await(Pattern pattern) {
    try {
      while (true) {
        String line = lines.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (line == null || line.equals(END)) {
          throw new AssertionError("no line '" + pattern + "'; it printed:\n" + output());
        }
        Matcher matcher = pattern.matcher(line);
        if (matcher.find()) {
          return matcher;
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
      throw new AssertionError("it is gone; it printed:\n" + output(), e);
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

  /** What it printed so far; all of it after {@link #exit}. */
  public String output() {
    synchronized (output) {
      return output.toString();
    }
  }

  /** Sends a signal, such as {@code TERM}. */
  public void signal(String name) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).inheritIO().start();
      if (kill.waitFor() != 0) {
        throw new AssertionError("kill -" + name + " failed; it printed:\n" + output());
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Awaits its end; the exit status, 128 + the signal's number where a signal ended it. */
  public int exit() {
    try {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("did not end; it printed:\n" + output());
      }
      reader.join(TimeUnit.SECONDS.toMillis(5)); // a child of its own may hold the pipe open
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What its threads have in this line of their status, each value once. */
  public List<String> ofThreads(String line) {
    return Proc.ofThreads(pid(), line);
  }

  /** The referee that this child started, as /proc says. */
  public long referee() {
    return Proc.referees(pid()).stream()
        .findFirst()
        .orElseThrow(() -> new AssertionError("no referee; it printed:\n" + output()));
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
