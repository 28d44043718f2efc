package dev.restrict.referee;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads which program a script is for. */
final class Scripts {

  /** As much as the kernel reads (BINPRM_BUF_SIZE). */
  private static final int HEAD = 256;

  private static final Pattern LINE = Pattern.compile("^#![ \\t]*([^ \\t\\n\\x00]+)");

  private Scripts() {}

  /** The absolute path in the first line of a script; empty where the file is none, or is gone. */
  static Optional<String> interpreter(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty(); // a FIFO would wait for a writer
    }
    try (InputStream in = Files.newInputStream(file)) {
      Matcher matcher = LINE.matcher(new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1));
      return matcher.find() && matcher.group(1).startsWith("/")
          ? Optional.of(matcher.group(1))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
