package dev.restrict.audit.explanation;

import dev.restrict.AccessFlag;
import dev.restrict.Promise;
import dev.restrict.audit.recording.Named;
import dev.restrict.audit.recording.PathNeeds;
import dev.restrict.audit.recording.Seen;
import dev.restrict.audit.suggestion.Cover;
import dev.restrict.judge.FileType;
import dev.restrict.judge.PathCall;
import dev.restrict.landlock.FsRight;
import dev.restrict.linux.Arch;
import dev.restrict.promise.Folders;
import dev.restrict.promise.Grant;
import dev.restrict.promise.Grants;
import dev.restrict.promise.PathAccess;
import dev.restrict.promise.PathGrant;
import dev.restrict.promise.PromiseEntry;
import dev.restrict.promise.PromiseTable;
import java.nio.file.InvalidPathException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A denied call in one paragraph: what it is, who usually makes it, what would allow it, and what
 * else that would open.
 *
 * @param text the paragraph
 * @param promise the promise that would allow it; empty where a rule would, or nothing
 */
public record Explanation(String text, Optional<Promise> promise) {

  private static final int NAMED = 8;

  /**
   * Explains a call.
   *
   * @param arch of the machine, which says what the arguments mean
   * @param arguments all six
   * @param path the path, or {@code address:port}, that it named
   * @param promised what is promised
   */
  public static Explanation of(
      Arch arch, String syscall, long[] arguments, Optional<String> path, Set<Promise> promised) {
    CallGroup group = CallGroup.of(syscall);
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "The call %s%s %s."
            .formatted(syscall, path.map(name -> " of " + name).orElse(""), group.what()));
    sentences.add("In a JVM it usually comes from " + group.who() + ".");
    Set<Promise> grants = Grants.promises(syscall, arguments, 0);
    boolean granted =
        Grants.floor(syscall, arguments, 0) || grants.stream().anyMatch(promised::contains);
    Set<AccessFlag> flags = flags(arch, syscall, arguments, path);
    Optional<Promise> promise = Optional.empty();
    if (granted) {
      sentences.add("The promises that are given allow the call itself.");
      promise = unlocking(flags).filter(one -> !promised.contains(one));
    } else if (grants.isEmpty()) {
      sentences.add("It belongs to no promise, so nothing in the configuration allows it.");
    } else {
      promise = unlocking(flags).filter(grants::contains).or(() -> Cover.preferred(grants));
    }
    if (promise.isPresent()) {
      sentences.add(allows(promise.get(), grants, syscall, arguments));
      sentences.add(opens(promise.get(), promised, syscall));
    }
    if (path.isPresent() && !flags.isEmpty()) {
      sentences.add(rule(path.get(), flags));
    } else if (path.isPresent() && isPort(syscall, path.get())) {
      sentences.add(
          "Where port rules are given, the port needs one too: %s with flags %s, %s."
              .formatted(
                  path.get().substring(path.get().lastIndexOf(':') + 1),
                  syscall.equals("bind") ? "b" : "c",
                  syscall.equals("sendto") ? "protocol udp" : "and protocol udp where it is UDP"));
    }
    return new Explanation(String.join(" ", sentences), promise);
  }

  private static boolean isPort(String syscall, String path) {
    return PathCall.of(syscall).filter(call -> call.kind() == PathCall.Kind.SOCKADDR).isPresent()
        && path.matches("[^/@].*:\\d+");
  }

  private static String allows(
      Promise promise, Set<Promise> grants, String syscall, long[] arguments) {
    List<Grant> holding = Grants.of(promise, syscall, arguments, 0);
    String condition =
        holding.stream()
            .filter(grant -> !grant.checks().isEmpty())
            .findFirst()
            .map(grant -> " (" + grant + ")")
            .orElse("");
    String others =
        grants.stream()
            .filter(other -> other != promise)
            .map(Promise::word)
            .collect(Collectors.joining(", "));
    return "The promise %s allows it%s%s."
        .formatted(promise, condition, others.isEmpty() ? "" : "; so would " + others);
  }

  private static String opens(Promise promise, Set<Promise> promised, String syscall) {
    PromiseEntry entry = PromiseTable.of(promise);
    Set<String> calls = new TreeSet<>();
    Set<String> known =
        Stream.concat(
                PromiseTable.jvmFloor().calls().stream(),
                promised.stream().flatMap(one -> PromiseTable.of(one).calls().stream()))
            .filter(grant -> grant.checks().isEmpty())
            .map(Grant::syscall)
            .collect(Collectors.toSet());
    entry.calls().stream()
        .map(Grant::syscall)
        .filter(call -> !call.equals(syscall) && !known.contains(call))
        .forEach(calls::add);
    List<String> paths = entry.paths().stream().map(Explanation::path).collect(Collectors.toList());
    if (calls.isEmpty() && paths.isEmpty()) {
      return "It would open nothing else.";
    }
    return "It would also open"
        + (calls.isEmpty() ? "" : " the calls " + some(List.copyOf(calls)))
        + (calls.isEmpty() || paths.isEmpty() ? "" : " and")
        + (paths.isEmpty() ? "" : " the paths " + some(paths))
        + ": "
        + lowerFirst(promise.summary());
  }

  private static String path(PathGrant grant) {
    return grant.pattern() + " (" + PathAccess.letters(grant.access()) + ")";
  }

  private static String lowerFirst(String text) {
    // Words such as IPv4 stay as they are.
    return text.length() > 1 && Character.isLowerCase(text.charAt(1))
        ? Character.toLowerCase(text.charAt(0)) + text.substring(1)
        : text;
  }

  private static String some(List<String> all) {
    return all.size() <= NAMED
        ? String.join(", ", all)
        : String.join(", ", all.subList(0, NAMED)) + " and " + (all.size() - NAMED) + " more";
  }

  private static String rule(String path, Set<AccessFlag> flags) {
    String first = path.split(" -> ", 2)[0];
    boolean folder = flags.contains(AccessFlag.CREATE);
    return "Where access rules are given, one must cover it too: %s with flags %s."
        .formatted(
            folder && first.startsWith("/") ? "the folder " + Folders.above(first) : first,
            AccessFlag.letters(flags));
  }

  private static Optional<Promise> unlocking(Set<AccessFlag> flags) {
    return flags.stream().sorted().map(FsRight::promise).findFirst();
  }

  /** The flags that the call takes, were it to succeed. */
  private static Set<AccessFlag> flags(
      Arch arch, String syscall, long[] arguments, Optional<String> path) {
    if (path.isEmpty() || !path.get().startsWith("/")) {
      return Set.of();
    }
    String[] names = path.get().split(" -> ", 2);
    List<Long> args = Arrays.stream(arguments).boxed().toList();
    Optional<Named> second =
        names.length == 2 && names[1].startsWith("/")
            ? Optional.of(Named.of(names[1], FileType.MISSING))
            : Optional.empty();
    Seen seen =
        new Seen(
            arch,
            Instant.EPOCH,
            "",
            syscall,
            args,
            Optional.of(Named.of(names[0], before(syscall))),
            second,
            Optional.empty(),
            Optional.empty(),
            false,
            "",
            Optional.empty());
    Set<AccessFlag> flags = EnumSet.noneOf(AccessFlag.class);
    try {
      PathNeeds.of(seen).uses().forEach(use -> flags.addAll(use.flags()));
    } catch (InvalidPathException e) {
      // No path that Java can name: nothing to say of rules.
    }
    return flags;
  }

  /** What the call would have found, had it been allowed. */
  private static FileType before(String syscall) {
    return switch (syscall) {
      case "mkdir", "mkdirat" -> FileType.MISSING;
      default -> FileType.REGULAR;
    };
  }
}
