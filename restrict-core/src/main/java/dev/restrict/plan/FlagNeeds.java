package dev.restrict.plan;

import dev.restrict.Mode;
import dev.restrict.Origin;
import dev.restrict.Policy;
import dev.restrict.Promise;
import dev.restrict.Status.Notice;
import dev.restrict.landlock.Abi;
import dev.restrict.landlock.FsRight;
import dev.restrict.landlock.ImpliedPath;
import dev.restrict.machine.MachineFacts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the JVM's own flags will need after the lock. The folder of a log or a dump is granted as
 * part of the floor; what cannot be granted is said in a notice.
 *
 * @param paths the folders
 * @param notices what is not granted
 */
record FlagNeeds(List<ImpliedPath> paths, List<Notice> notices) {

  private static final Set<FsRight> FILES =
      Set.of(
          FsRight.READ_FILE,
          FsRight.READ_DIR,
          FsRight.WRITE_FILE,
          FsRight.TRUNCATE,
          FsRight.MAKE_REG,
          FsRight.REMOVE_FILE);

  private static final String NO_FOLDER =
      "that is no folder of its own. Name one that exists and holds neither code nor other people's files";
  private static final String TOO_OLD =
      "nothing would keep these calls to one folder. Use Linux %s or newer"
          .formatted(Abi.linux(Abi.MINIMUM));

  static FlagNeeds of(Policy policy, MachineFacts machine, HostView host) {
    List<ImpliedPath> paths = new ArrayList<>();
    List<Notice> notices = new ArrayList<>();
    boolean locksFiles = policy.promises().isPresent() || policy.access().isPresent();
    if (policy.mode() == Mode.AUDIT || !locksFiles) {
      return new FlagNeeds(paths, notices);
    }
    // Without Landlock nothing would keep the calls to these folders.
    boolean judged = machine.landlock() && machine.abi() >= Abi.MINIMUM;
    JvmFlags flags = new JvmFlags(host.jvmArguments(), host.directory());
    for (JvmFlags.Writes writes : flags.writes()) {
      Optional<Path> folder = judged ? folder(writes.path(), host) : Optional.empty();
      folder.ifPresent(path -> paths.add(new ImpliedPath(path, FILES, Origin.JVM_FLAG)));
      if (folder.isEmpty() && !hasAll(policy, Promise.WPATH, Promise.CPATH)) {
        notices.add(
            notice(
                writes.flag(),
                "it writes to %s after the lock, which is not granted: %s, or give the promises wpath and cpath and a rule for it"
                    .formatted(writes.path(), judged ? NO_FOLDER : TOO_OLD)));
      }
    }
    if (!hasAll(policy, Promise.PROC, Promise.EXEC)) {
      flags
          .starts()
          .forEach(
              flag ->
                  notices.add(
                      notice(
                          flag,
                          "it starts a program after the lock, which takes the promises proc and exec")));
    }
    if (!hasAll(policy, Promise.TMPPATH)) {
      flags
          .records()
          .ifPresent(
              flag ->
                  notices.add(
                      notice(
                          flag,
                          "it goes on writing to java.io.tmpdir after the lock, which takes the promise tmppath")));
    }
    return new FlagNeeds(paths, notices);
  }

  /** What is named is a folder, or a file that may not exist yet. */
  private static Optional<Path> folder(Path named, HostView host) {
    Path parent = named.getParent();
    return host.isDirectory(named) || parent == null
        ? host.ownFolder(named)
        : host.ownFolder(parent);
  }

  private static boolean hasAll(Policy policy, Promise... promises) {
    // Without promises no call is filtered; what the rules say is the application's own choice.
    return policy.promises().isEmpty() || policy.promises().get().containsAll(Set.of(promises));
  }

  private static Notice notice(String flag, String problem) {
    return new Notice(Notice.Kind.CONFIGURATION, "the JVM flag %s: %s".formatted(flag, problem));
  }

  /**
   * The policy that the filter is made of. A filter cannot tell a folder from another one, so it
   * grants the calls; which folder is up to the ruleset, as for every promise.
   */
  Policy filtered(Policy policy) {
    if (paths.isEmpty() || policy.promises().isEmpty()) {
      return policy;
    }
    Set<Promise> promises = EnumSet.of(Promise.WPATH, Promise.CPATH);
    promises.addAll(policy.promises().get());
    return new Policy(
        Optional.of(promises),
        policy.access(),
        policy.ports(),
        policy.mode(),
        policy.observePaths(),
        policy.onUnsupported());
  }
}
