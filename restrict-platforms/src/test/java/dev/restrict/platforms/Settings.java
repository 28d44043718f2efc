package dev.restrict.platforms;

import static dev.restrict.platforms.Setting.Space.HARDENED;
import static dev.restrict.platforms.Setting.Space.NONE;
import static dev.restrict.platforms.Setting.Space.WRITABLE;
import static dev.restrict.platforms.Setting.User.ORDINARY;
import static dev.restrict.platforms.Setting.User.ROOT;

import dev.restrict.platforms.Setting.Jdk;
import java.util.List;

/** The settings of the table. Another one is another line here. */
final class Settings {

  static final List<Setting> ALL =
      List.of(
          Setting.of("docker", Profile.DOCKER, ROOT, WRITABLE).always(),
          Setting.of("docker-hardened", Profile.DOCKER, ROOT, HARDENED).prepare(),
          Setting.of("docker-nowhere", Profile.DOCKER, ROOT, NONE).prepare(),
          Setting.of("docker-user", Profile.DOCKER, ORDINARY, WRITABLE),
          Setting.of("docker-user-hardened", Profile.DOCKER, ORDINARY, HARDENED)
              .prepare()
              .always()
              .withTheSample(),
          Setting.of("docker-user-hardened-java-22", Profile.DOCKER, ORDINARY, HARDENED)
              .on(Jdk.FROM_22)
              .always(),
          Setting.of("docker-user-hardened-java-17", Profile.DOCKER, ORDINARY, HARDENED)
              .on(Jdk.BEFORE_22)
              .always(),
          Setting.of("docker-user-nowhere", Profile.DOCKER, ORDINARY, NONE).prepare(),
          Setting.of("docker-user-nowhere-java-22", Profile.DOCKER, ORDINARY, NONE).on(Jdk.FROM_22),
          Setting.of("docker-under-a-shell", Profile.DOCKER, ORDINARY, WRITABLE).underAShell(),
          Setting.of("docker-no-capability", Profile.DOCKER, ROOT, WRITABLE).withoutCapabilities(),
          Setting.of("docker-no-new-privs", Profile.DOCKER, ORDINARY, WRITABLE)
              .withNoNewPrivileges(),
          Setting.of("docker-ptrace", Profile.DOCKER, ROOT, WRITABLE)
              .withCapability("CAP_SYS_PTRACE"),
          Setting.of("containerd", Profile.CONTAINERD, ROOT, WRITABLE),
          Setting.of("containerd-user-hardened", Profile.CONTAINERD, ORDINARY, HARDENED).prepare(),
          Setting.of("kubernetes-restricted", Profile.CONTAINERD, ORDINARY, NONE)
              .withoutCapabilities()
              .withNoNewPrivileges()
              .prepare()
              .always()
              .withTheSample(),
          Setting.of("podman", Profile.PODMAN, ROOT, WRITABLE),
          Setting.of("podman-user-hardened", Profile.PODMAN, ORDINARY, HARDENED).prepare().always(),
          Setting.of("exported", Profile.EXPORTED, ROOT, WRITABLE),
          Setting.of("exported-user-hardened", Profile.EXPORTED, ORDINARY, HARDENED)
              .prepare()
              .always(),
          Setting.of("unconfined", Profile.UNCONFINED, ROOT, WRITABLE),
          Setting.of("unconfined-user-hardened", Profile.UNCONFINED, ORDINARY, HARDENED).prepare(),
          Setting.of("systemd-252-kill", Profile.SYSTEMD_252_KILL, ORDINARY, WRITABLE)
              .withNoNewPrivileges()
              .always(),
          Setting.of("systemd-252-eperm", Profile.SYSTEMD_252_EPERM, ORDINARY, WRITABLE)
              .withNoNewPrivileges(),
          Setting.of("systemd-252-and-more", Profile.SYSTEMD_252_AND_MORE, ORDINARY, WRITABLE)
              .withNoNewPrivileges(),
          Setting.of("systemd-262-kill", Profile.SYSTEMD_262_KILL, ORDINARY, WRITABLE)
              .withNoNewPrivileges()
              .always(),
          Setting.of("systemd-262-eperm", Profile.SYSTEMD_262_EPERM, ORDINARY, WRITABLE)
              .withNoNewPrivileges(),
          Setting.of("layers-15", Profile.DOCKER, ORDINARY, WRITABLE).onLayers(15),
          Setting.of("layers-16", Profile.DOCKER, ORDINARY, WRITABLE).onLayers(16).always());

  private Settings() {}
}
