package dev.restrict.platforms;

import dev.restrict.platforms.Setting.Space;
import dev.restrict.platforms.Setting.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/**
 * An OCI bundle: a folder with a configuration and an empty root, over which folders of this
 * machine are mounted read-only. So its root is that of this machine's Debian, without a download.
 */
final class Bundle {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int ORDINARY_ID = 1000;

  /** Of /etc, what programs read and that tells nothing of the machine's services. */
  private static final List<String> ETC =
      List.of(
          "alternatives",
          "group",
          "host.conf",
          "hosts",
          "ld.so.cache",
          "localtime",
          "nsswitch.conf",
          "passwd",
          "resolv.conf",
          "ssl",
          "timezone");

  /** Docker's; see moby's oci/defaults.go. */
  private static final List<String> MASKED =
      List.of(
          "/proc/asound",
          "/proc/acpi",
          "/proc/interrupts",
          "/proc/kcore",
          "/proc/keys",
          "/proc/latency_stats",
          "/proc/timer_list",
          "/proc/timer_stats",
          "/proc/sched_debug",
          "/proc/scsi",
          "/sys/firmware",
          "/sys/devices/virtual/powercap");

  private static final List<String> READ_ONLY =
      List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

  private final Path folder;
  private final Setting setting;
  private final boolean rootless;
  private final List<Map<String, Object>> mounts = new ArrayList<>();
  private List<String> command = List.of();

  /**
   * @param folder an empty one
   * @param rootless whether the runtime is started by an ordinary user: then only his own id is
   *     there, as the container's id 0, and an ordinary user of the container is that id without
   *     any capability
   */
  Bundle(Path folder, Setting setting, boolean rootless) throws IOException {
    this.folder = folder;
    this.setting = setting;
    this.rootless = rootless;
    Path root = folder("rootfs");
    system();
    debian(root);
    // A runtime gives a tmpfs the mode of the folder that it is mounted on.
    Files.setAttribute(Files.createDirectory(root.resolve("tmp")), "unix:mode", 01777);
    if (setting.space() == Space.HARDENED) {
      mount("/tmp", "tmpfs", "tmpfs", "nosuid", "nodev", "noexec", "mode=1777", "size=65536k");
    }
  }

  /** A new folder beside the root, for what is shown in it. */
  Path folder(String name) throws IOException {
    Path made = Files.createDirectory(folder.resolve(name));
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
    return made;
  }

  private void system() {
    mount("/proc", "proc", "proc", "nosuid", "noexec", "nodev");
    mount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k");
    mount(
        "/dev/pts",
        "devpts",
        "devpts",
        "nosuid",
        "noexec",
        "newinstance",
        "ptmxmode=0666",
        "mode=0620");
    if (rootless) {
      // A sysfs of its own takes a network of its own.
      mount("/sys", "none", "/sys", "rbind", "nosuid", "noexec", "nodev", "ro");
    } else {
      mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro");
      mount("/sys/fs/cgroup", "cgroup", "cgroup", "ro", "nosuid", "noexec", "nodev");
    }
    boolean writable = setting.space() != Space.NONE;
    mount("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev");
    mount(
        "/dev/shm",
        "tmpfs",
        "shm",
        "nosuid",
        "noexec",
        "nodev",
        writable ? "mode=1777" : "mode=555",
        "size=65536k");
  }

  private void debian(Path root) throws IOException {
    for (String name : List.of("usr", "bin", "sbin", "lib", "lib32", "lib64")) {
      Path path = Path.of("/", name);
      if (Files.isSymbolicLink(path)) {
        Files.createSymbolicLink(root.resolve(name), Files.readSymbolicLink(path));
      } else if (Files.exists(path)) {
        show(path, path.toString());
      }
    }
    for (String name : ETC) {
      Path path = Path.of("/etc", name);
      if (Files.exists(path)) {
        show(path.toRealPath(), path.toString());
      }
    }
    // A distribution's JDK keeps its configuration there.
    try (var java = Files.newDirectoryStream(Path.of("/etc"), "java-*")) {
      for (Path path : java) {
        show(path, path.toString());
      }
    }
  }

  /** Shows what is at this path of the machine, read-only. */
  Bundle show(Path source, String destination) {
    return mount(destination, "bind", source.toString(), "rbind", "ro");
  }

  /** A folder where everybody may write and nobody may execute. */
  Bundle volume(String destination) {
    return mount(
        destination, "tmpfs", "tmpfs", "nosuid", "nodev", "noexec", "mode=1777", "size=262144k");
  }

  private Bundle mount(String destination, String type, String source, String... options) {
    mounts.add(
        Map.of(
            "destination",
            destination,
            "type",
            type,
            "source",
            source,
            "options",
            List.of(options)));
    return this;
  }

  Bundle command(List<String> words) {
    command = words;
    return this;
  }

  /** Writes the configuration; the folder. */
  Path write(Map<String, Object> seccomp) throws IOException {
    Map<String, Object> linux = new LinkedHashMap<>();
    List<Object> namespaces = new ArrayList<>();
    for (String type : List.of("pid", "ipc", "uts", "mount")) {
      namespaces.add(Map.of("type", type));
    }
    if (rootless) {
      namespaces.add(Map.of("type", "user"));
      linux.put("uidMappings", List.of(only("uid")));
      linux.put("gidMappings", List.of(only("gid")));
    }
    linux.put("namespaces", namespaces);
    linux.put("maskedPaths", MASKED);
    linux.put("readonlyPaths", READ_ONLY);
    if (!seccomp.isEmpty()) {
      linux.put("seccomp", seccomp);
    }
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("ociVersion", "1.0.2");
    config.put("process", process());
    config.put("root", Map.of("path", "rootfs", "readonly", setting.space() != Space.WRITABLE));
    config.put("mounts", mounts);
    config.put("linux", linux);
    Files.writeString(folder.resolve("config.json"), JSON.writeValueAsString(config));
    return folder;
  }

  private static Map<String, Object> only(String kind) throws IOException {
    Object own = Files.getAttribute(Path.of("/proc/self"), "unix:" + kind);
    return Map.of("containerID", 0, "hostID", own, "size", 1);
  }

  private Map<String, Object> process() {
    boolean ordinary = setting.user() == User.ORDINARY;
    int id = ordinary && !rootless ? ORDINARY_ID : 0;
    Collection<String> held = ordinary ? Set.of() : setting.capabilities();
    // What id 0 executes gets the whole bounding set.
    Collection<String> bounding = ordinary && rootless ? Set.of() : setting.capabilities();
    return Map.of(
        "terminal", false,
        "user", Map.of("uid", id, "gid", id),
        "args", command,
        "env", List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
        "cwd", "/",
        "capabilities", Map.of("bounding", bounding, "permitted", held, "effective", held),
        "noNewPrivileges", setting.noNewPrivileges());
  }
}
