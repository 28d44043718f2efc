package dev.restrict.spring.audit;

import dev.restrict.ProcessLock;
import dev.restrict.RestrictException;
import dev.restrict.audit.AuditTool;
import dev.restrict.audit.export.PolicyYaml;
import dev.restrict.audit.file.AuditFile;
import dev.restrict.audit.recording.Recording;
import dev.restrict.audit.suggestion.Suggestion;
import dev.restrict.spring.RestrictProperties;
import dev.restrict.spring.diagnostics.InvalidRestrictPropertyException;
import dev.restrict.spring.text.Words;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.util.StringUtils;

/**
 * Writes what audit mode recorded to the file of {@code restrict.audit.output}, when the process
 * ends.
 *
 * <p>Spring Boot's shutdown hook calls it after it has closed every context, and before it ends the
 * log: its handlers run in the reverse order of their registration. Other hooks of the JVM run at
 * the same time, so it waits until nothing new is recorded.
 */
public final class AuditOutput {

  private static final String PROPERTY = "restrict.audit.output";
  private static final long QUIET_MILLIS = 1000;
  private static final long POLL_MILLIS = 50;
  private static final long MOST_MILLIS = 10_000;

  private static final Log logger = LogFactory.getLog("dev.restrict");

  private final Path file;

  private AuditOutput(Path file) {
    this.file = file;
  }

  /**
   * The file of the property, if it is set. That it can be written is checked now, because at the
   * end of the process it is too late to say so.
   */
  public static Optional<AuditOutput> of(RestrictProperties properties) {
    String value = properties.audit().output();
    if (value == null) {
      return Optional.empty();
    }
    if (!StringUtils.hasText(value)) {
      throw invalid(value, "it is set but names no file", "Name a file, or remove the property.");
    }
    Path file;
    try {
      file = Path.of(value.trim()).toAbsolutePath().normalize();
    } catch (InvalidPathException ex) {
      throw new InvalidRestrictPropertyException(
          PROPERTY,
          value,
          "it is not a path: " + ex.getReason(),
          "Write a path of this file system.",
          ex);
    }
    Path folder = file.getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw invalid(value, file + " is a directory", "Name a file.");
    }
    if (!Files.isDirectory(folder)) {
      throw invalid(
          value,
          "there is no directory " + folder,
          "Create it before the application starts. A relative path counts from the working"
              + " directory, %s.".formatted(Path.of("").toAbsolutePath()));
    }
    if (!Files.isWritable(folder)) {
      throw invalid(
          value,
          "the directory %s cannot be written".formatted(folder),
          "Let the user that runs the application write there, or name another directory.");
    }
    if (Files.exists(file)) {
      try {
        AuditFile.read(file);
      } catch (RestrictException ex) {
        throw new InvalidRestrictPropertyException(
            PROPERTY,
            value,
            "what is recorded could not be merged into it: " + ex.getMessage(),
            "Remove the file, or name another one.",
            ex);
      }
    }
    return Optional.of(new AuditOutput(file));
  }

  private static InvalidRestrictPropertyException invalid(
      String value, String reason, String remedy) {
    return new InvalidRestrictPropertyException(PROPERTY, value, reason, remedy);
  }

  /** Has the file written when the process ends. */
  public void writeAtTheEnd(ProcessLock lock) {
    try {
      SpringApplication.getShutdownHandlers().add(() -> settled(lock).ifPresent(this::write));
    } catch (IllegalStateException ex) {
      logger.warn(
          "restrict: the process is already ending, so %s is not written: %s"
              .formatted(file, ex.getMessage()));
    }
  }

  /** What was recorded, when other shutdown hooks have become quiet. */
  private static Optional<Recording> settled(ProcessLock lock) {
    Optional<Recording> last = lock.recording();
    long start = System.nanoTime();
    long changed = start;
    try {
      while (millisSince(changed) < QUIET_MILLIS && millisSince(start) < MOST_MILLIS) {
        Thread.sleep(POLL_MILLIS);
        Optional<Recording> next = lock.recording();
        if (!facts(next).equals(facts(last))) {
          changed = System.nanoTime();
        }
        last = next;
      }
    } catch (InterruptedException ex) {
      Thread.currentThread().interrupt();
    }
    return last;
  }

  private static Object facts(Optional<Recording> recording) {
    return recording.map(present -> present.facts().keySet());
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  /** Merges into the file. What cannot be written goes to the log, so nothing is lost. */
  void write(Recording recording) {
    try {
      Recording all = AuditFile.mergeInto(file, recording);
      logger.info(
          "restrict: what was needed is now in %s (%s, %s, %s lost). To see the policy that it suggests: %s"
              .formatted(
                  file,
                  Words.count(all.dropped().size(), "run"),
                  Words.count(all.facts().size(), "fact"),
                  Words.count((int) Math.min(Integer.MAX_VALUE, all.lost()), "record"),
                  AuditTool.toSuggest(file)));
    } catch (RuntimeException ex) {
      logger.warn(
          "restrict: what was needed could not be written to restrict.audit.output, so this run is not in the file: "
              + ex.getMessage());
      logger.info(
          "restrict: the policy that this run suggests:%n%s"
              .formatted(PolicyYaml.of(Suggestion.of(recording))));
    }
  }
}
