package dev.restrict.machine;

import dev.restrict.linux.Answer;
import dev.restrict.linux.Errno;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What this machine answered and what it says of itself: what {@link Diagnosis} judges by.
 *
 * @param os the operating system's name
 * @param release the kernel's, such as {@code 6.18.0}
 * @param archName Java's name for the architecture, such as {@code amd64}
 * @param unreachable why the kernel could not be asked, if it could not
 * @param answers to the trials; empty if it could not be asked
 * @param seccompMode of this process, before any lock: 2 under a filter; empty if /proc does not
 *     say
 * @param version the text of {@code /proc/version}; may be empty
 * @param modules the security modules that are switched on, if the kernel tells
 * @param appArmor the AppArmor profile of this process, such as {@code docker-default (enforce)}
 * @param yama {@code kernel.yama.ptrace_scope}; empty if there is no Yama
 * @param mayTrace whether this process has CAP_SYS_PTRACE
 * @param launcher what started this process
 */
public record Findings(
    String os,
    String release,
    String archName,
    Optional<Cause> unreachable,
    Map<Trial, Answer> answers,
    OptionalInt seccompMode,
    String version,
    Optional<String> modules,
    Optional<String> appArmor,
    OptionalInt yama,
    boolean mayTrace,
    Launcher launcher) {

  private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+).*");
  private static final Answer NONE = new Answer(-Errno.ENOSYS, 0);

  public Findings {
    Map<Trial, Answer> copy = new EnumMap<>(Trial.class);
    copy.putAll(answers);
    answers = Collections.unmodifiableMap(copy);
  }

  /** Of a machine whose kernel cannot be asked. */
  public static Findings unreachable(String os, String release, String archName, Cause why) {
    return new Findings(
        os,
        release,
        archName,
        Optional.of(why),
        Map.of(),
        OptionalInt.empty(),
        "",
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        false,
        Launcher.UNKNOWN);
  }

  Answer answer(Trial trial) {
    return answers.getOrDefault(trial, NONE);
  }

  boolean works(Trial trial) {
    return trial.works(answer(trial));
  }

  /** Whether a filter was in force before any lock of this process. */
  boolean filtered() {
    return seccompMode.orElse(0) == 2;
  }

  /**
   * gVisor names itself in the release, or, before 2026, has the date of its own in the version.
   */
  boolean isGvisor() {
    return release.endsWith("-gvisor") || version.contains("Sun Jan 10 15:06:54 PST 2016");
  }

  /** The first WSL is no Linux kernel; the second is one, and has a small m in its name. */
  boolean isWsl1() {
    return release.endsWith("-Microsoft");
  }

  boolean isWsl2() {
    return release.toLowerCase(Locale.ROOT).contains("microsoft-standard");
  }

  /** Whether the release is older than a version; no, if it cannot be read. */
  public boolean olderThan(int major, int minor) {
    return olderThan(release, major, minor);
  }

  /** Whether a kernel's release is older than a version; no, if it cannot be read. */
  public static boolean olderThan(String release, int major, int minor) {
    Matcher numbers = RELEASE.matcher(release);
    if (!numbers.matches()) {
      return false;
    }
    int first = Integer.parseInt(numbers.group(1));
    return first < major || (first == major && Integer.parseInt(numbers.group(2)) < minor);
  }
}
