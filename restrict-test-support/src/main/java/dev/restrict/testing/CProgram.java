package dev.restrict.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A C program that a test compiles with the machine's compiler. */
public final class CProgram {

  private CProgram() {}

  /** The path of the compiled program; everybody may execute it. */
  public static Path compile(String name, String source, String... flags) {
    try {
      Path folder = Files.createTempDirectory("restrict-c");
      folder.toFile().deleteOnExit();
      Path program = folder.resolve(name);
      Path file = folder.resolve(name + ".c");
      Files.writeString(file, source);
      String compiler = System.getenv().getOrDefault("CC", "cc");
      List<String> command = new ArrayList<>(List.of(compiler, "-O1", "-o"));
      command.addAll(List.of(program.toString(), file.toString()));
      command.addAll(List.of(flags));
      Process cc = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(cc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (cc.waitFor() != 0) {
        throw new AssertionError(output);
      }
      Files.delete(file);
      program.toFile().deleteOnExit();
      new ProcessBuilder("chmod", "-R", "a+rX", folder.toString()).start().waitFor();
      return program;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
