package dev.restrict.platforms;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a JVM is started in.
 *
 * @param name what the table calls it, unique
 * @param profile the filter that is in force before the JVM starts
 * @param user whom it runs as
 * @param space where it may write
 * @param capabilities those of the container; an ordinary user has none of them, only the bounding
 *     set
 * @param noNewPrivileges whether the runtime sets it
 * @param firstProcess whether the JVM is process 1, as in most containers; else a shell is
 * @param layers how many Landlock domains and how many filters are stacked before the JVM starts
 * @param newestJdk whether it runs on the newest JDK of the machine; else on that of the tests
 * @param essential whether it is part of every run of the tests
 * @param sample whether the sample is attacked there too
 */
record Setting(
    String name,
    Profile profile,
    User user,
    Space space,
    Set<String> capabilities,
    boolean noNewPrivileges,
    boolean firstProcess,
    int layers,
    boolean newestJdk,
    boolean essential,
    boolean sample) {

  /** The default of Docker, and so of containerd; see moby's oci/caps/defaults.go. */
  static final Set<String> DEFAULT_CAPABILITIES =
      Set.of(
          "CAP_CHOWN",
          "CAP_DAC_OVERRIDE",
          "CAP_FSETID",
          "CAP_FOWNER",
          "CAP_MKNOD",
          "CAP_NET_RAW",
          "CAP_SETGID",
          "CAP_SETUID",
          "CAP_SETFCAP",
          "CAP_SETPCAP",
          "CAP_NET_BIND_SERVICE",
          "CAP_SYS_CHROOT",
          "CAP_KILL",
          "CAP_AUDIT_WRITE");

  enum User {
    ROOT("root"),
    ORDINARY("1000");

    private final String words;

    User(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  enum Space {
    WRITABLE("root writable"),
    HARDENED("root read-only, `/tmp` `noexec`"),
    NONE("root read-only, no folder writable");

    private final String words;

    Space(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /** Docker's own of this user. */
  static Setting of(String name, Profile profile, User user, Space space) {
    return new Setting(
        name, profile, user, space, DEFAULT_CAPABILITIES, false, true, 0, false, false, false);
  }

  Setting withoutCapabilities() {
    return with(Set.of(), noNewPrivileges, firstProcess, layers, newestJdk, essential, sample);
  }

  Setting withCapability(String more) {
    Set<String> all = new LinkedHashSet<>(capabilities);
    all.add(more);
    return with(all, noNewPrivileges, firstProcess, layers, newestJdk, essential, sample);
  }

  Setting withNoNewPrivileges() {
    return with(capabilities, true, firstProcess, layers, newestJdk, essential, sample);
  }

  Setting underAShell() {
    return with(capabilities, noNewPrivileges, false, layers, newestJdk, essential, sample);
  }

  Setting onLayers(int number) {
    return with(capabilities, noNewPrivileges, firstProcess, number, newestJdk, essential, sample);
  }

  Setting onTheNewestJdk() {
    return with(capabilities, noNewPrivileges, firstProcess, layers, true, essential, sample);
  }

  /** In every run of the tests. */
  Setting always() {
    return with(capabilities, noNewPrivileges, firstProcess, layers, newestJdk, true, sample);
  }

  /** The sample is started and attacked, too. */
  Setting withTheSample() {
    return with(capabilities, noNewPrivileges, firstProcess, layers, newestJdk, essential, true);
  }

  private Setting with(
      Set<String> caps,
      boolean nnp,
      boolean first,
      int number,
      boolean newest,
      boolean always,
      boolean attacked) {
    return new Setting(
        name, profile, user, space, caps, nnp, first, number, newest, always, attacked);
  }

  /** What the JVM of this setting does. */
  List<Run> runs() {
    return sample ? List.of(Run.values()) : List.of(Run.KILL, Run.ERROR, Run.AUDIT, Run.CHILDREN);
  }

  /** The rest of the table's line. */
  String peculiarities() {
    StringBuilder words = new StringBuilder();
    if (capabilities.isEmpty()) {
      words.append("no capability at all, ");
    }
    capabilities.stream()
        .filter(capability -> !DEFAULT_CAPABILITIES.contains(capability))
        .forEach(capability -> words.append("with `").append(capability).append("`, "));
    if (noNewPrivileges) {
      words.append("`no_new_privs`, ");
    }
    if (!firstProcess) {
      words.append("a shell is process 1, ");
    }
    if (layers > 0) {
      words.append(layers).append(" Landlock domains and filters beforehand, ");
    }
    if (newestJdk) {
      words.append("newest JDK, ");
    }
    return words.isEmpty() ? "" : words.substring(0, words.length() - 2);
  }

  @Override
  public String toString() {
    return name;
  }
}
