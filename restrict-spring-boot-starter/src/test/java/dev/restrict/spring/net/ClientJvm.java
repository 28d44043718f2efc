package dev.restrict.spring.net;

import dev.restrict.testing.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs {@link ClientApplication}, or a jar of it, in a JVM of its own: a lock is for life. */
public final class ClientJvm {

  private final List<String> arguments = new ArrayList<>();
  private final ChildJvm jvm =
      ChildJvm.child()
          .jvm("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData")
          .limit(Duration.ofSeconds(90))
          .program(ClientApplication.class.getName());

  public ClientJvm jvm(String... options) {
    jvm.jvm(options);
    return this;
  }

  public ClientJvm with(String... more) {
    arguments.addAll(List.of(more));
    return this;
  }

  /** Starts this jar instead, by {@code java -jar}. */
  public ClientJvm jar(Path file) {
    jvm.jar(file);
    return this;
  }

  /** Starts it in this directory, with this class path. */
  public ClientJvm classPath(String path, Path in) {
    jvm.classPath(path).directory(in);
    return this;
  }

  public ClientJvm program(String main) {
    jvm.program(main);
    return this;
  }

  /** Runs to the end, at most a minute and a half. */
  public Result run() {
    ChildJvm.Result result = jvm.run(arguments.toArray(String[]::new));
    return new Result(result.exit(), result.output());
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
