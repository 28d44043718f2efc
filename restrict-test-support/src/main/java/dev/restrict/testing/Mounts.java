package dev.restrict.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * Surroundings of a child JVM: a mount namespace in which folders are noexec or read-only, and a
 * PID namespace in which memory cannot be executed. Real ones, which end with the child.
 */
public final class Mounts {

  /** Where code is put that needs a folder, whatever else is configured. */
  public static final List<String> SHARED = List.of("/tmp", "/dev/shm");

  private final List<String> unshare = new ArrayList<>(List.of("unshare"));
  private final List<String> script = new ArrayList<>(List.of("set -e"));

  public Mounts() {
    unshare.add(ChildJvm.isRoot() ? "-m" : "-Urm");
  }

  public Mounts noexec(List<String> folders) {
    return mounted(folders, "noexec");
  }

  /** The root of the file system and these folders. */
  public Mounts readOnly(List<String> folders) {
    mounted(folders, "ro");
    script.add("mount -o remount,bind,ro /");
    return this;
  }

  /** What was mounted there stays there, under another option. */
  private Mounts mounted(List<String> folders, String option) {
    for (String folder : folders) {
      script.add("mount --bind '%s' '%s'".formatted(folder, folder));
      script.add("mount -o remount,bind,%s '%s'".formatted(option, folder));
    }
    return this;
  }

  /** {@code vm.memfd_noexec=2}, which root alone can set. */
  public Mounts noExecutableMemory() {
    unshare.addAll(List.of("--pid", "--fork", "--mount-proc"));
    script.add("echo 2 > /proc/sys/vm/memfd_noexec");
    return this;
  }

  /** Lets the child start in them. */
  public ChildJvm around(ChildJvm child) {
    List<String> command = new ArrayList<>(unshare);
    command.addAll(List.of("sh", "-c", String.join("\n", script) + "\n\"$@\"", "sh"));
    return child.under(command.toArray(String[]::new));
  }
}
