package dev.restrict.machine;

import java.util.List;

/**
 * What started this process, as far as it can be told: who put an outer filter in force, and in
 * whose words it is changed.
 */
public enum Launcher {
  DOCKER(
      "Docker: docker run --security-opt seccomp=profile.json, with a profile that allows %s; the"
          + " command seccomp-profile of restrict's audit tool writes one for this application"),
  PODMAN(
      "Podman: podman run --security-opt seccomp=profile.json, with a profile that allows %s; the"
          + " command seccomp-profile of restrict's audit tool writes one for this application"),
  KUBERNETES(
      "Kubernetes: securityContext.seccompProfile with type Localhost and a localhostProfile that"
          + " allows %s; the command seccomp-profile of restrict's audit tool writes one for this"
          + " application"),
  SYSTEMD(
      "systemd: SystemCallFilter=@system-service @sandbox, and SystemCallFilter=%s where @sandbox"
          + " lacks one; SystemCallErrorNumber=EPERM lets a refused call fail, where the default"
          + " kills the process"),
  /** Any of them, or another. */
  UNKNOWN("");

  private final String remedy;

  Launcher(String remedy) {
    this.remedy = remedy;
  }

  /** How to let calls through its filter. */
  String allow(List<String> syscalls) {
    if (this == UNKNOWN) {
      return "%s. %s. %s"
          .formatted(DOCKER.allow(syscalls), KUBERNETES.allow(syscalls), SYSTEMD.allow(syscalls));
    }
    return remedy.formatted(String.join(this == SYSTEMD ? " " : ", ", syscalls));
  }
}
