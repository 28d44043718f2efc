package dev.restrict.platforms;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where something cannot work, and why.
 *
 * @param setting the setting's name
 * @param runs what does not work there
 * @param says what the library, or whoever ends it, says of that
 * @param reason for the page
 */
record Limit(String setting, Set<Run> runs, String says, String reason) {

  static final List<Limit> ALL =
      List.of(
          new Limit(
              "docker-user-hardened-java-17",
              EnumSet.of(Run.KILL, Run.ERROR, Run.AUDIT, Run.CHILDREN),
              "restrict.native-dir",
              "Before Java 22, JNA's library has to be mapped from a folder, and here nothing may be executed from where"
                  + " this user may write. The lock is refused, and the message names the property"
                  + " `restrict.native-dir`: a folder of the image with that library will do."),
          outerRefusesFirst("exported"),
          outerRefusesFirst("exported-user-hardened"),
          olderSystemd("systemd-252-kill"),
          olderSystemd("systemd-252-eperm"),
          new Limit(
              "layers-16",
              EnumSet.of(Run.KILL, Run.ERROR, Run.AUDIT, Run.CHILDREN),
              "in the most Landlock domains that the kernel stacks already",
              "Landlock stacks at most 16 domains. The lock is refused, and the message says why."));

  private static Limit olderSystemd(String setting) {
    return new Limit(
        setting,
        EnumSet.of(Run.KILL, Run.ERROR, Run.AUDIT, Run.CHILDREN),
        "refuses what a lock takes (landlock_create_ruleset: "
            + (setting.endsWith("kill") ? "the process is killed (SIGSYS)" : "EPERM"),
        "`@system-service` of this systemd lacks `seccomp` and the calls of Landlock. The lock is"
            + " refused, and the message names them and what to write into the unit. With"
            + " `SystemCallFilter=seccomp landlock_create_ruleset landlock_add_rule"
            + " landlock_restrict_self` besides, it works.");
  }

  private static Limit outerRefusesFirst(String setting) {
    return new Limit(
        setting,
        EnumSet.of(Run.AUDIT),
        "Cannot fork",
        "What a container's own profile refuses is refused there, before the referee is asked: here"
            + " the shell's `vfork`. So `audit` learns the rest only under the runtime's default"
            + " profile.");
  }

  static Optional<Limit> of(Setting setting, Run run) {
    return ALL.stream()
        .filter(limit -> limit.setting().equals(setting.name()) && limit.runs().contains(run))
        .findFirst();
  }
}
