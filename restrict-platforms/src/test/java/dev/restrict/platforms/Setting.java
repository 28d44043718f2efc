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
 * @param jdk what it runs on
 * @param prepared whether JNA's library lies in the image, in the folder of {@code
 *     restrict.native-dir}
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
    Jdk jdk,
    boolean prepared,
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

  /** What the JVM is of. */
  enum Jdk {
    /** The one that the tests run on. */
    OF_THE_TESTS(""),
    /** The newest one that cannot load JNA's library from memory. */
    BEFORE_22("Java before 22"),
    /** The newest one that can. */
    FROM_22("Java 22 or newer");

    private final String words;

    Jdk(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }

    boolean matches(int version) {
      return this == BEFORE_22 ? version < 22 : version >= 22;
    }
  }

  /** As Docker starts a container for this user. */
  static Setting of(String name, Profile profile, User user, Space space) {
    return new Setting(
        name,
        profile,
        user,
        space,
        DEFAULT_CAPABILITIES,
        false,
        true,
        0,
        Jdk.OF_THE_TESTS,
        false,
        false,
        false);
  }

  Setting withoutCapabilities() {
    return with(Set.of(), noNewPrivileges, firstProcess, layers, jdk, prepared);
  }

  Setting withCapability(String more) {
    Set<String> all = new LinkedHashSet<>(capabilities);
    all.add(more);
    return with(all, noNewPrivileges, firstProcess, layers, jdk, prepared);
  }

  Setting withNoNewPrivileges() {
    return with(capabilities, true, firstProcess, layers, jdk, prepared);
  }

  Setting underAShell() {
    return with(capabilities, noNewPrivileges, false, layers, jdk, prepared);
  }

  Setting onLayers(int number) {
    return with(capabilities, noNewPrivileges, firstProcess, number, jdk, prepared);
  }

  Setting on(Jdk other) {
    return with(capabilities, noNewPrivileges, firstProcess, layers, other, prepared);
  }

  /** JNA's library lies in the image. */
  Setting prepare() {
    return with(capabilities, noNewPrivileges, firstProcess, layers, jdk, true);
  }

  private Setting with(
      Set<String> caps, boolean nnp, boolean first, int number, Jdk on, boolean inside) {
    return new Setting(
        name, profile, user, space, caps, nnp, first, number, on, inside, essential, sample);
  }

  /** In every run of the tests. */
  Setting always() {
    return with(true, sample);
  }

  /** The sample is started and attacked, too. */
  Setting withTheSample() {
    return with(essential, true);
  }

  private Setting with(boolean always, boolean attacked) {
    return new Setting(
        name,
        profile,
        user,
        space,
        capabilities,
        noNewPrivileges,
        firstProcess,
        layers,
        jdk,
        prepared,
        always,
        attacked);
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
    if (prepared) {
      words.append("JNA's library in the image, ");
    }
    if (jdk != Jdk.OF_THE_TESTS) {
      words.append(jdk.words()).append(", ");
    }
    return words.isEmpty() ? "" : words.substring(0, words.length() - 2);
  }

  @Override
  public String toString() {
    return name;
  }
}
