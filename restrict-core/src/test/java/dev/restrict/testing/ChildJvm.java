package dev.restrict.testing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a main class in a JVM of its own, since a lock is for life: the same JDK, the same class
 * path. As root it can also run as an unprivileged user.
 */
public final class ChildJvm {

  private static final int SIGSYS_EXIT = 128 + 31;

  private final List<String> jvmArguments = new ArrayList<>();
  private final List<String> prefix = new ArrayList<>();
  private boolean unprivileged;

  private ChildJvm() {}

  public static ChildJvm child() {
    return new ChildJvm();
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

  /** As nobody, where this JVM is root; else as the user that it is already. */
  public ChildJvm unprivileged() {
    unprivileged = true;
    return this;
  }

  public static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** Runs to the end, at most a minute. */
  public Result run(Class<?> main, String... arguments) {
    try {
      Path output = Files.createTempFile("child", ".out");
      Process process =
          builder(main, arguments)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError(
            main.getSimpleName() + " did not end within a minute; it printed:\n" + text(output));
      }
      Result result = new Result(process.exitValue(), text(output));
      Files.delete(output);
      return result;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Starts it; standard output and error go to one pipe. */
  public Process start(Class<?> main, String... arguments) throws IOException {
    return builder(main, arguments).redirectErrorStream(true).start();
  }

  private ProcessBuilder builder(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>(prefix);
    String classPath = classPath();
    if (unprivileged && isRoot()) {
      command.addAll(
          List.of(
              "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"));
      classPath = readableByAll(classPath);
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.addAll(jvmArguments);
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /**
   * A copy of the class path where another user may read it: a checkout in a home folder is not.
   */
  private static synchronized String readableByAll(String classPath) {
    try {
      if (copy == null) {
        Path folder = Files.createTempDirectory("restrict-classes");
        List<String> entries = new ArrayList<>();
        int number = 0;
        for (String entry : classPath.split(File.pathSeparator)) {
          Path source = Path.of(entry);
          if (Files.exists(source)) {
            Path target = folder.resolve(number++ + "-" + source.getFileName());
            copyTree(source, target);
            entries.add(target.toString());
          }
        }
        new ProcessBuilder("chmod", "-R", "a+rX", folder.toString()).inheritIO().start().waitFor();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteTree(folder)));
        copy = String.join(File.pathSeparator, entries);
      }
      return copy;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String copy;

  private static void copyTree(Path source, Path target) throws IOException {
    try (var paths = Files.walk(source)) {
      for (Path path : paths.toList()) {
        Files.copy(path, target.resolve(source.relativize(path).toString()));
      }
    }
  }

  private static void deleteTree(Path folder) {
    try (var paths = Files.walk(folder)) {
      paths.sorted(java.util.Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      // Left for the system to clean.
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
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
