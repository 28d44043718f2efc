package dev.restrict.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs a main class in a JVM of its own, since a lock is for life: by default on the same JDK and
 * class path. As root it can also run as an unprivileged user.
 */
public final class ChildJvm {

  private static final int SIGSYS_EXIT = 128 + 31;

  private final List<String> prefix = new ArrayList<>();
  private final List<String> jvmArguments = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private Path home = Path.of(System.getProperty("java.home"));
  private String classPath = ClassPath.own();
  private List<String> program = List.of();
  private boolean jar;
  private Path directory = Path.of("");
  private Duration limit = Duration.ofMinutes(1);
  private boolean unprivileged;

  private ChildJvm() {}

  public static ChildJvm child() {
    return new ChildJvm();
  }

  /** On another JDK. */
  public ChildJvm home(Path jdk) {
    home = jdk;
    return this;
  }

  public ChildJvm jvm(String... arguments) {
    jvmArguments.addAll(List.of(arguments));
    return this;
  }

  /** A command to start the JVM with, such as {@code prlimit}. */
  public ChildJvm under(String... command) {
    prefix.addAll(List.of(command));
    return this;
  }

  public ChildJvm classPath(String path) {
    classPath = path;
    return this;
  }

  /** Leaves the entries of the class path out whose file name contains this. */
  public ChildJvm without(String name) {
    classPath = ClassPath.without(classPath, name);
    return this;
  }

  public ChildJvm environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** The working directory. */
  public ChildJvm directory(Path folder) {
    directory = folder;
    return this;
  }

  /** How long {@link #run} lets it run; a minute where nothing is said. */
  public ChildJvm limit(Duration most) {
    limit = most;
    return this;
  }

  /** As nobody, where this JVM is root; else as the user that it is already. */
  public ChildJvm unprivileged() {
    unprivileged = true;
    return this;
  }

  /** What to start: a main class by its name. */
  public ChildJvm program(String main) {
    program = List.of(main);
    jar = false;
    return this;
  }

  /** What to start: an executable jar, in place of a class path. */
  public ChildJvm jar(Path file) {
    program = List.of("-jar", file.toAbsolutePath().toString());
    jar = true;
    return this;
  }

  public static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  public Result run(Class<?> main, String... arguments) {
    return program(main.getName()).run(arguments);
  }

  /** Runs the program to the end. */
  public Result run(String... arguments) {
    try {
      Path output = Files.createTempFile("child", ".out");
      try {
        Process process = builder(arguments).redirectOutput(output.toFile()).start();
        Duration most = Patience.of(limit);
        if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly().waitFor();
          throw new AssertionError(
              "%s did not end within %s; it printed:%n%s"
                  .formatted(program, most, Files.readString(output)));
        }
        return new Result(process.exitValue(), Files.readString(output));
      } finally {
        Files.delete(output);
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public Process start(Class<?> main, String... arguments) throws IOException {
    return program(main.getName()).start(arguments);
  }

  /** Starts the program; standard output and error go to one pipe. */
  public Process start(String... arguments) throws IOException {
    return builder(arguments).start();
  }

  /** Whether a JVM starts at all with the arguments that were given for it. */
  public boolean starts() {
    return program("-version").run().exit() == 0;
  }

  private ProcessBuilder builder(String... arguments) {
    List<String> command = new ArrayList<>(prefix);
    boolean asNobody = unprivileged && isRoot();
    if (asNobody) {
      command.addAll(
          List.of(
              "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"));
    }
    command.add(home.resolve("bin/java").toString());
    command.add("-Xmx256m");
    command.addAll(jvmArguments);
    if (!jar) {
      command.add("-cp");
      command.add(asNobody ? ClassPath.readableByAll(classPath) : classPath);
    }
    command.addAll(program);
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toAbsolutePath().toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    return builder;
  }

  /**
   * How it ended.
   *
   * @param exit its exit status; 128 + the signal's number where a signal ended it
   * @param output standard output and error
   */
  public record Result(int exit, String output) {

    /** Whether the kernel ended it for a denied call. */
    public boolean killedBySigsys() {
      return exit == SIGSYS_EXIT;
    }
  }
}
