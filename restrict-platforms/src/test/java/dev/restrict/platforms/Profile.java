package dev.restrict.platforms;

import dev.restrict.Policy;
import dev.restrict.audit.export.Exported;
import dev.restrict.audit.export.Exports;
import dev.restrict.platforms.SeccompProfile.Host;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The filter of system calls that is in force before the JVM starts. */
enum Profile {
  DOCKER("Docker's default"),
  CONTAINERD("containerd's default"),
  PODMAN("Podman's default"),
  EXPORTED("the policy's own, exported"),
  UNCONFINED("none"),
  SYSTEMD_252_KILL("systemd 252, `@system-service`"),
  SYSTEMD_252_EPERM("systemd 252, `@system-service`, `EPERM`"),
  SYSTEMD_252_AND_MORE("systemd 252, `@system-service` and what a lock takes"),
  SYSTEMD_262_KILL("systemd 262, `@system-service`"),
  SYSTEMD_262_EPERM("systemd 262, `@system-service`, `EPERM`");

  private static final Map<String, Object> KILL = Map.of("action", "SCMP_ACT_KILL_PROCESS");
  private static final Map<String, Object> EPERM =
      Map.of("action", "SCMP_ACT_ERRNO", "errnoRet", 1);

  /** What the units of an older systemd have to allow besides. */
  private static final Set<String> LOCK =
      Set.of("landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self", "seccomp");

  private final String words;

  Profile(String words) {
    this.words = words;
  }

  /** For the page. */
  String words() {
    return words;
  }

  /**
   * As the runtime is told.
   *
   * @param bounding the capabilities of the container
   * @param promises what the JVM locks itself with
   */
  Optional<Map<String, Object>> seccomp(Set<String> bounding, String promises, Host host) {
    return Optional.ofNullable(
        switch (this) {
          case DOCKER -> resolve("docker.json", bounding, host);
          case CONTAINERD -> resolve("containerd.json", bounding, host);
          case PODMAN -> resolve("podman.json", bounding, host);
          case EXPORTED -> exported(promises);
          case UNCONFINED -> null;
          case SYSTEMD_252_KILL -> systemd("systemd-252.json", KILL, host);
          case SYSTEMD_252_EPERM -> systemd("systemd-252.json", EPERM, host);
          case SYSTEMD_252_AND_MORE -> systemd("systemd-252.json", KILL, host, LOCK);
          case SYSTEMD_262_KILL -> systemd("systemd-262.json", KILL, host);
          case SYSTEMD_262_EPERM -> systemd("systemd-262.json", EPERM, host);
        });
  }

  private static Map<String, Object> resolve(String resource, Set<String> bounding, Host host) {
    return SeccompProfile.resolve(SeccompProfile.read(resource), bounding, host);
  }

  private static Map<String, Object> systemd(
      String resource, Map<String, Object> action, Host host) {
    return systemd(resource, action, host, Set.of());
  }

  private static Map<String, Object> systemd(
      String resource, Map<String, Object> action, Host host, Set<String> more) {
    return SeccompProfile.systemd(SeccompProfile.read(resource), more, action, host);
  }

  private static Map<String, Object> exported(String promises) {
    Policy policy = Policy.builder().promises(promises).build();
    return SeccompProfile.of(
        Exports.ofId("seccomp-profile")
            .orElseThrow()
            .write(Exported.inForce(policy, System.getProperty("os.arch")))
            .orElseThrow());
  }
}
