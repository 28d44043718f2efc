package dev.restrict.machine;

import java.util.List;

/**
 * What started this process, as far as it can be told: who put an outer filter in force, and in
 * whose words it is changed.
 */
public enum Launcher {
  DOCKER("docker run --security-opt seccomp=profile.json"),
  PODMAN("podman run --security-opt seccomp=profile.json"),
  KUBERNETES(
      "securityContext.seccompProfile with type: Localhost and localhostProfile: profile.json"),
  SYSTEMD(""),
  /** Any of them, or another. */
  UNKNOWN("");

  private static final String WRITTEN =
      "the command seccomp-profile of restrict's audit tool writes one for this application";

  private final String profile;

  /**
   * @param profile how to give a container a profile; empty where it takes none
   */
  Launcher(String profile) {
    this.profile = profile;
  }

  /** How to let calls through its filter: one or more sentences. */
  String allow(List<String> syscalls) {
    String calls = String.join(", ", syscalls);
    return switch (this) {
      case DOCKER, PODMAN, KUBERNETES ->
          "Give the container a profile that allows %s, by %s; %s."
              .formatted(calls, profile, WRITTEN);
      case SYSTEMD ->
          ("In the unit, a further line SystemCallFilter=%s allows them;"
                  + " SystemCallErrorNumber=EPERM makes a refused call fail, where the default kills the process.")
              .formatted(String.join(" ", syscalls));
      case UNKNOWN ->
          ("Allow %s. Docker and Podman: --security-opt seccomp=profile.json; Kubernetes: securityContext.seccompProfile; %s."
                  + " systemd: a further line SystemCallFilter=%s, and SystemCallErrorNumber=EPERM, which makes a refused call fail where the default kills the process.")
              .formatted(calls, WRITTEN, String.join(" ", syscalls));
    };
  }
}
