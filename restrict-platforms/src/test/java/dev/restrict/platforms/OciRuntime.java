package dev.restrict.platforms;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code runc}, which Docker and containerd start containers with, or {@code crun}, which Podman
 * does: whichever is there, or the one that the system property {@code restrict.runtime} names.
 */
final class OciRuntime {

  private static final String PROPERTY = "restrict.runtime";

  private final Path program;
  private final Path state;

  private OciRuntime(Path program, Path state) {
    this.program = program;
    this.state = state;
  }

  /**
   * @throws AssertionError if there is none; the message says how to install one
   */
  static OciRuntime here(Path state) {
    String named = System.getProperty(PROPERTY, "");
    Stream<String> names = named.isEmpty() ? Stream.of("runc", "crun") : Stream.of(named);
    return names
        .map(OciRuntime::find)
        .flatMap(Optional::stream)
        .findFirst()
        .map(program -> new OciRuntime(program, state))
        .orElseThrow(
            () ->
                new AssertionError(
                    "no container can be started without runc or crun; Debian: apt-get install runc"));
  }

  private static Optional<Path> find(String name) {
    // An ordinary user's PATH may lack the last two.
    return Stream.concat(
            Stream.of(System.getenv().getOrDefault("PATH", "").split(":")),
            Stream.of("/usr/sbin", "/sbin"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts the container; its output is that of the process. */
  Process start(Path bundle, String id) throws IOException {
    return new ProcessBuilder(words("run", "--bundle", bundle.toString(), id))
        .redirectErrorStream(true)
        .redirectInput(Path.of("/dev/null").toFile())
        .start();
  }

  void signal(String id, String signal) {
    run("kill", id, signal);
  }

  /** Ends the container, whatever is left of it. */
  void delete(String id) {
    run("delete", "--force", id);
  }

  private String run(String... arguments) {
    try {
      Process process = new ProcessBuilder(words(arguments)).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return output;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> words(String... arguments) {
    List<String> words = new ArrayList<>(List.of(program.toString(), "--root", state.toString()));
    words.addAll(List.of(arguments));
    return words;
  }
}
