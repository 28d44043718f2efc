package dev.restrict.spring.net;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs {@link ClientApplication}, or a jar of it, in a JVM of its own: a lock is for life. */
public final class ClientJvm {

  private final List<String> command = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();
  private String program = ClientApplication.class.getName();
  private String classPath = System.getProperty("java.class.path");
  private boolean jar;
  private Path directory;

  public ClientJvm() {
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
  }

  public ClientJvm jvm(String... options) {
    command.addAll(List.of(options));
    return this;
  }

  public ClientJvm with(String... more) {
    arguments.addAll(List.of(more));
    return this;
  }

  /** Starts this jar instead, by {@code java -jar}. */
  public ClientJvm jar(Path file) {
    jar = true;
    program = file.toString();
    return this;
  }

  /** Starts this class instead, in this directory, with this class path. */
  public ClientJvm classPath(String path, Path in) {
    classPath = path;
    directory = in;
    return this;
  }

  public ClientJvm program(String main) {
    program = main;
    return this;
  }

  /** Leaves the entries of the class path out whose file name starts like this. */
  public ClientJvm without(String... names) {
    classPath =
        String.join(
            File.pathSeparator,
            Arrays.stream(classPath.split(File.pathSeparator))
                .filter(
                    entry ->
                        Arrays.stream(names)
                            .noneMatch(
                                name -> Path.of(entry).getFileName().toString().startsWith(name)))
                .toList());
    return this;
  }

  /** Runs to the end, at most a minute and a half. */
  public Result run() {
    try {
      Path output = Files.createTempFile("client", ".out");
      if (jar) {
        command.add("-jar");
      } else {
        command.addAll(List.of("-cp", classPath));
      }
      command.add(program);
      command.addAll(arguments);
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      if (directory != null) {
        builder.directory(directory.toFile());
      }
      Process process = builder.start();
      boolean ended = process.waitFor(90, TimeUnit.SECONDS);
      process.destroyForcibly().waitFor();
      String text = Files.readString(output, StandardCharsets.UTF_8);
      Files.delete(output);
      if (!ended) {
        throw new AssertionError("it did not end; it printed:\n" + text);
      }
      return new Result(process.exitValue(), text);
    } catch (Exception ex) {
      throw new AssertionError(ex);
    }
  }

  /**
   * How it ended.
   *
   * @param exit its exit status
   * @param output standard output and error
   */
  public record Result(int exit, String output) {

    /** What is reported of a target and a client. */
    public String report(String what) {
      return output
          .lines()
          .filter(line -> line.startsWith(what + " "))
          .map(line -> line.substring(what.length() + 1))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no report of " + what + " in:\n" + output));
    }
  }
}
