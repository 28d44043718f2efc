package dev.restrict.audit.file;

import dev.restrict.RestrictException;
import dev.restrict.audit.recording.Recording;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The file of a {@link Recording}; see {@link AuditText} for what is in it. Where several instances
 * run at once each writes a file of its own, which are merged afterwards.
 */
public final class AuditFile {

  private AuditFile() {}

  /**
   * Reads a file of this or an older version.
   *
   * @throws RestrictException if it cannot be read; the message names the file and the line
   */
  public static Recording read(Path file) {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new RestrictException("audit file %s cannot be read: %s".formatted(file, e), e);
    }
    return AuditText.parse(file.toString(), text);
  }

  /**
   * Writes a file as a whole or not at all: into a file beside it, which then takes its place.
   *
   * @throws RestrictException if it cannot be written
   */
  public static void write(Path file, Recording recording) {
    Path absolute = file.toAbsolutePath();
    Path beside = absolute.resolveSibling(absolute.getFileName() + ".part");
    try {
      Files.writeString(beside, AuditText.of(recording), StandardCharsets.UTF_8);
      Files.move(
          beside, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new RestrictException("audit file %s cannot be written: %s".formatted(file, e), e);
    }
  }

  /** Merges a recording into a file of earlier runs, if there is one; returns what it has then. */
  public static Recording mergeInto(Path file, Recording recording) {
    Recording all = Files.exists(file) ? Recording.merge(read(file), recording) : recording;
    write(file, all);
    return all;
  }
}
