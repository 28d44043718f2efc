package dev.restrict.spring.lock;

import dev.restrict.AccessFlag;
import dev.restrict.Mode;
import dev.restrict.Origin;
import dev.restrict.Policy;
import dev.restrict.Status;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the kernel room would answer. */
public final class Statuses {

  private static final Status.Kernel KERNEL =
      new Status.Kernel(
          "Linux", "6.18.0", "amd64", 7, true, List.of("LANDLOCK_RESTRICT_SELF_TSYNC"));

  private Statuses() {}

  public static Status unlocked() {
    return new Status(
        Status.State.UNLOCKED,
        Optional.empty(),
        Set.of(),
        List.of(),
        List.of(),
        Policy.builder().build(),
        KERNEL,
        0,
        0,
        List.of(),
        Status.Referee.NONE,
        0,
        0,
        List.of());
  }

  public static Status locked(Policy policy) {
    List<Status.Access> access = new ArrayList<>();
    access.add(
        new Status.Access(
            Path.of("/proc/self"), Optional.empty(), Set.of(AccessFlag.READ), Origin.FLOOR));
    policy
        .accessRules()
        .forEach(
            rule ->
                access.add(
                    new Status.Access(
                        rule.path(),
                        Optional.of(rule.given()).filter(given -> !given.equals(rule.path())),
                        rule.flags(),
                        Origin.ACCESS)));
    return new Status(
        policy.mode() == Mode.AUDIT ? Status.State.AUDITING : Status.State.LOCKED,
        policy.mode() == Mode.AUDIT
            ? Optional.of(Mode.AUDIT)
            : policy.promises().map(promises -> policy.mode()),
        policy.promises().orElse(Set.of()),
        access,
        policy.portRules().stream()
            .map(rule -> new Status.Port(rule.port(), rule.protocol(), rule.flags(), Origin.PORT))
            .toList(),
        policy,
        KERNEL,
        34,
        18_200,
        List.of(),
        policy.mode() == Mode.KILL ? Status.Referee.NONE : Status.Referee.RUNNING,
        0,
        0,
        List.of());
  }

  /** The same in another state. */
  public static Status in(Status.State state, Status status) {
    return new Status(
        state,
        status.mode(),
        status.promises(),
        status.access(),
        status.ports(),
        status.accepted(),
        status.kernel(),
        status.threads(),
        status.lockMicros(),
        status.descriptors(),
        status.referee(),
        status.violations(),
        status.dropped(),
        status.notices());
  }

  /** The same with more to be said. */
  public static Status with(
      Status status,
      Status.Kernel kernel,
      List<Status.Descriptor> descriptors,
      Status.Referee referee,
      long violations,
      long dropped,
      List<Status.Notice> notices) {
    return new Status(
        status.state(),
        status.mode(),
        status.promises(),
        status.access(),
        status.ports(),
        status.accepted(),
        kernel,
        status.threads(),
        status.lockMicros(),
        descriptors,
        referee,
        violations,
        dropped,
        notices);
  }
}
