package dev.restrict.machine;

import dev.restrict.linux.Answer;
import dev.restrict.linux.Arch;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What a machine answers, one thing after the other put differently. */
public final class SampleFindings {

  private final Map<Trial, Answer> answers = new EnumMap<>(Trial.class);
  private String release = "6.18.0";
  private OptionalInt seccompMode = OptionalInt.of(0);
  private String version = "Linux version 6.18.0";
  private Optional<String> modules = Optional.empty();
  private Optional<String> appArmor = Optional.empty();
  private OptionalInt yama = OptionalInt.empty();
  private boolean mayTrace;
  private Launcher launcher = Launcher.UNKNOWN;

  /** A kernel that has everything. */
  public SampleFindings(int abi) {
    for (Trial trial : Trial.values()) {
      answers.put(
          trial,
          switch (trial) {
            case LANDLOCK_VERSION -> new Answer(abi, 0);
            case LANDLOCK_RULESET, LISTENER -> new Answer(5, 0);
            case NO_NEW_PRIVS, LANDLOCK_ERRATA, LANDLOCK_SELF -> new Answer(0, 0);
            case LANDLOCK_RULE, THREAD_SIGNAL, FILTER, MEMFD, EXECVEAT -> new Answer(-14, 0);
            case PIDFD_OPEN -> new Answer(-22, 0);
            case SEND, RECEIVE -> new Answer(-9, 0);
          });
    }
  }

  SampleFindings answer(int errno, Trial... trials) {
    for (Trial trial : trials) {
      answers.put(trial, new Answer(-errno, 0));
    }
    return this;
  }

  SampleFindings killed(Trial... trials) {
    for (Trial trial : trials) {
      answers.put(trial, new Answer(0, 31));
    }
    return this;
  }

  /** Landlock as a kernel answers that has none. */
  public SampleFindings noLandlock(int errno) {
    return answer(
        errno,
        Trial.LANDLOCK_VERSION,
        Trial.LANDLOCK_ERRATA,
        Trial.LANDLOCK_RULESET,
        Trial.LANDLOCK_RULE,
        Trial.LANDLOCK_SELF);
  }

  /** A kernel without filters. */
  public SampleFindings noSeccomp() {
    return answer(22, Trial.FILTER, Trial.LISTENER);
  }

  SampleFindings release(String text) {
    release = text;
    return this;
  }

  SampleFindings version(String text) {
    version = text;
    return this;
  }

  SampleFindings filtered() {
    seccompMode = OptionalInt.of(2);
    return this;
  }

  SampleFindings modules(String list) {
    modules = Optional.of(list);
    return this;
  }

  SampleFindings appArmor(String profile) {
    appArmor = Optional.of(profile);
    return this;
  }

  SampleFindings mayTrace() {
    mayTrace = true;
    return this;
  }

  SampleFindings yama(int scope) {
    yama = OptionalInt.of(scope);
    return this;
  }

  SampleFindings by(Launcher who) {
    launcher = who;
    return this;
  }

  Findings findings() {
    return new Findings(
        "Linux",
        release,
        "amd64",
        Optional.empty(),
        answers,
        seccompMode,
        version,
        modules,
        appArmor,
        yama,
        mayTrace,
        launcher);
  }

  public MachineFacts facts() {
    return Diagnosis.of(Optional.of(Arch.X86_64), findings());
  }
}
