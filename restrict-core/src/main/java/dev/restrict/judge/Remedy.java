package dev.restrict.judge;

import dev.restrict.AccessFlag;
import dev.restrict.Origin;
import dev.restrict.Promise;
import dev.restrict.landlock.FsRight;
import dev.restrict.landlock.NetRight;
import dev.restrict.landlock.Ruleset;
import dev.restrict.landlock.Ruleset.PathRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The sentence that says what to configure. */
final class Remedy {

  private final Optional<Set<Promise>> promises;
  private final List<Ruleset> stack;

  Remedy(Optional<Set<Promise>> promises, List<Ruleset> stack) {
    this.promises = promises.map(Set::copyOf);
    this.stack = List.copyOf(stack);
  }

  Denied path(Path path, Set<FsRight> missing) {
    String rule = "an access rule: %s: %s".formatted(path, letters(missing));
    // In the order of the rights: the promise of the first one leads.
    Set<Promise> locked = new LinkedHashSet<>();
    missing.forEach(right -> right.promise().filter(this::isLocked).ifPresent(locked::add));
    Optional<Promise> promise =
        locked.stream()
            .findFirst()
            .or(() -> missing.stream().flatMap(right -> right.promise().stream()).findFirst());
    String remedy;
    if (!locked.isEmpty()) {
      remedy = "add the " + words(locked) + (outsideAccess(path) ? " and " + rule : "");
    } else if (promise.isEmpty() && promises.isPresent()) {
      // IOCTL_DEV is unlocked on the paths that promises imply, and by no promise elsewhere.
      remedy = "add the promise that the device belongs to: tty, audio, video, tape or bpf";
    } else {
      remedy = "add " + rule;
    }
    return new Denied(missing, Set.of(), promise, remedy);
  }

  Denied port(int port, NetRight right) {
    String remedy =
        isLocked(Promise.INET)
            ? "add the promise inet"
            : "add a port rule: %s: %s"
                .formatted(right.protocol().label(port), right.flag().letter());
    return new Denied(Set.of(), Set.of(right), Optional.of(Promise.INET), remedy);
  }

  private boolean isLocked(Promise promise) {
    return promises.isPresent() && !promises.get().contains(promise);
  }

  /** Whether access rules narrow the promises, and none covers this path. */
  private boolean outsideAccess(Path path) {
    List<Path> access = new ArrayList<>();
    for (Ruleset ruleset : stack) {
      for (PathRule rule : ruleset.paths()) {
        if (rule.origin().equals(Origin.ACCESS)) {
          access.add(rule.path());
        }
      }
    }
    return !access.isEmpty() && access.stream().noneMatch(path::startsWith);
  }

  private static String letters(Set<FsRight> rights) {
    return AccessFlag.letters(FsRight.flags(FsRight.mask(rights)));
  }

  private static String words(Set<Promise> promises) {
    return (promises.size() == 1 ? "promise " : "promises ")
        + String.join(" ", promises.stream().map(Promise::word).toList());
  }
}
