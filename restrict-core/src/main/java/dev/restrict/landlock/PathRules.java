package dev.restrict.landlock;

import dev.restrict.AccessFlag;
import dev.restrict.AccessRule;
import dev.restrict.Origin;
import dev.restrict.Policy;
import dev.restrict.RestrictException;
import dev.restrict.Status.Notice;
import dev.restrict.landlock.Ruleset.PathRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A policy's rights on files.
 *
 * @param handled 0 if the policy says nothing about files
 * @param rules configured ones first
 */
record PathRules(long handled, List<PathRule> rules) {

  private static final Path ROOT = Path.of("/");

  static PathRules compile(
      Policy policy, List<ImpliedPath> implied, Tree tree, int abi, List<Notice> notices) {
    if (policy.promises().isEmpty() && policy.access().isEmpty()) {
      return new PathRules(0, List.of());
    }
    for (FsRight right : FsRight.values()) {
      // What holds the line of TRUNCATE depends on the filter, so the planner says it.
      if (right.abi() > abi && right != FsRight.TRUNCATE) {
        notices.add(Abi.lacks(right.constant(), right.abi(), abi, "; " + without(right)));
      }
    }
    Builder builder = new Builder(FsRight.mask(abi), tree);
    if (policy.access().isEmpty()) {
      // One rule for each promise, so that Status says where each came from; the kernel unites
      // them.
      policy
          .promises()
          .ifPresent(
              all -> all.forEach(one -> builder.add(ROOT, FsRight.mask(one), Origin.of(one))));
    }
    policy.accessRules().forEach(rule -> builder.add(rule, unlocked(policy), notices));
    List<PathRule> configured = builder.build();
    implied.stream()
        .filter(path -> tree.exists(path.path()))
        .forEach(path -> builder.add(path.path(), FsRight.mask(path.rights()), path.origin()));
    PathRules rules = new PathRules(builder.handled, builder.build());
    configured.forEach(rule -> rules.warnOfUnreadable(rule, notices));
    return rules;
  }

  /** What the kernel does with access that it has no right for yet. */
  private static String without(FsRight right) {
    return right == FsRight.REFER
        ? "renaming and linking from one directory to another is refused (EXDEV), whatever the rules say"
        : "such access is not judged";
  }

  /** The bits that the promises unlock; without promises, nothing is locked. */
  private static long unlocked(Policy policy) {
    return policy
        .promises()
        .map(all -> all.stream().mapToLong(FsRight::mask).reduce(0, (a, b) -> a | b))
        .orElse(-1L);
  }

  /** The kernel also opens for reading what it executes. */
  private void warnOfUnreadable(PathRule rule, List<Notice> notices) {
    if ((rule.rights() & FsRight.EXECUTE.bit()) != 0
        && (granted(rule.path()) & FsRight.READ_FILE.bit()) == 0) {
      notices.add(
          new Notice(
              Notice.Kind.CONFIGURATION,
              "promise %s: outside the folders of the system's programs a file is executed only where it may be read too; add the promise rpath"
                  .formatted(rule.origin())));
    }
  }

  private long granted(Path path) {
    return rules.stream()
        .filter(rule -> path.startsWith(rule.path()))
        .mapToLong(PathRule::rights)
        .reduce(0, (a, b) -> a | b);
  }

  /** Collects rules, and unites those of the same path and origin. */
  private static final class Builder {

    private record Key(Path path, Origin origin) {}

    private final long handled;
    private final Tree tree;
    private final Map<Key, PathRule> rules = new LinkedHashMap<>();

    Builder(long handled, Tree tree) {
      this.handled = handled;
      this.tree = tree;
    }

    void add(Path path, long rights, Origin origin) {
      add(path, Optional.empty(), possible(path, rights), origin);
    }

    void add(AccessRule rule, long unlocked, List<Notice> notices) {
      if (!tree.exists(rule.path())) {
        throw new RestrictException(
            "access rule for %s: the path %s is gone; create it before the lock, or remove the rule"
                .formatted(rule.given(), rule.path()));
      }
      long rights = 0;
      // The set has no order of its own, but the notices should.
      for (AccessFlag flag : AccessFlag.values()) {
        if (rule.flags().contains(flag)) {
          long granted = FsRight.mask(flag) & unlocked;
          warnOfNothing(rule, flag, granted, notices);
          rights |= granted;
        }
      }
      if ((rights & FsRight.EXECUTE.bit()) != 0) {
        // The kernel opens a program for reading to execute it.
        rights |= FsRight.READ_FILE.bit();
      }
      rights = possible(rule.path(), rights);
      if (rights == 0) {
        notices.add(without(rule, "nothing is left of it; no rule was made"));
      }
      Optional<Path> given = Optional.of(rule.given()).filter(path -> !path.equals(rule.path()));
      add(rule.path(), given, rights, Origin.ACCESS);
    }

    private void warnOfNothing(
        AccessRule rule, AccessFlag flag, long granted, List<Notice> notices) {
      String letter = AccessFlag.letters(Set.of(flag));
      if (granted == 0) {
        notices.add(
            without(
                rule,
                "%s grants nothing without the promise %s"
                    .formatted(letter, FsRight.promise(flag))));
      } else if (!tree.isDirectory(rule.path()) && (granted & FsRight.fileMask()) == 0) {
        notices.add(without(rule, letter + " grants nothing on what is not a directory"));
      }
    }

    private static Notice without(AccessRule rule, String effect) {
      return new Notice(
          Notice.Kind.CONFIGURATION, "access rule %s: %s".formatted(rule.given(), effect));
    }

    /** The rights that the kernel knows and accepts for this path; any others would be EINVAL. */
    private long possible(Path path, long rights) {
      return rights & handled & (tree.isDirectory(path) ? -1L : FsRight.fileMask());
    }

    private void add(Path path, Optional<Path> given, long rights, Origin origin) {
      if (rights != 0) {
        rules.merge(
            new Key(path, origin),
            new PathRule(path, given, rights, origin),
            (a, b) -> new PathRule(path, a.given(), a.rights() | b.rights(), origin));
      }
    }

    List<PathRule> build() {
      return new ArrayList<>(rules.values());
    }
  }
}
