package dev.restrict.audit.recording;

import dev.restrict.judge.FileType;
import java.util.Objects;

/**
 * A path that a call named, and what was there when the record of the call was read, which is after
 * the call.
 *
 * @param path absolute, every directory on the way resolved, the last element too where the call
 *     follows it
 * @param now what is there, {@link FileType#MISSING} for nothing
 * @param age whether that was there before the recording began
 */
public record Named(String path, FileType now, Age age) {

  /**
   * When a file was made. A call such as mkdir or open with O_CREAT does not say whether it made
   * the file or found it; the age does.
   */
  public enum Age {
    /** Before the recording began. */
    OLD,
    /** While it ran. */
    NEW,
    /** Not known; a call that may create is taken to have created. */
    UNKNOWN
  }

  public Named {
    Objects.requireNonNull(now, "now");
    Objects.requireNonNull(age, "age");
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("not absolute: " + path);
    }
  }

  /** A path whose file is of unknown age. */
  public static Named of(String path, FileType now) {
    return new Named(path, now, Age.UNKNOWN);
  }

  boolean missing() {
    return now == FileType.MISSING;
  }

  boolean old() {
    return !missing() && age == Age.OLD;
  }
}
