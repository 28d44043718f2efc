package dev.restrict.audit.recording;

import static dev.restrict.linux.Linux.O_CREAT;
import static dev.restrict.linux.Linux.RENAME_EXCHANGE;
import static dev.restrict.linux.Linux.TMPFILE_BIT;

import dev.restrict.AccessFlag;
import dev.restrict.judge.FileType;
import dev.restrict.judge.Need;
import dev.restrict.judge.PathCall;
import dev.restrict.judge.Target;
import dev.restrict.landlock.FsRight;
import dev.restrict.linux.Arch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What access a call took. In audit mode every call succeeds before its record is read, so what it
 * found is worked out from the call: what unlink named was there, what mkdir named was not. The
 * rights are then those of {@link PathCall}.
 *
 * @param uses path and flags
 * @param made what the call made or moved in
 */
public record PathNeeds(List<Use> uses, List<String> made) {

  /**
   * Access to a path.
   *
   * @param missing whether the call named what was not there when its record was read
   */
  public record Use(String path, Set<AccessFlag> flags, boolean missing) {}

  private static final PathNeeds NONE = new PathNeeds(List.of(), List.of());

  public static PathNeeds of(Seen seen) {
    Optional<PathCall> known = PathCall.of(seen.syscall());
    if (known.isEmpty() || seen.path().isEmpty()) {
      return NONE;
    }
    PathCall call = known.get();
    Named named = seen.path().get();
    long[] args = seen.args();
    if (call == PathCall.CONNECT || call == PathCall.SENDTO) {
      // By path it takes a right from ABI 9 on; the promise unix and w on the socket give it.
      return named.missing() ? NONE : new PathNeeds(List.of(write(named)), List.of());
    }
    if (call.paths().size() == 2) {
      return seen.secondPath()
          .map(second -> two(seen.arch(), call, args, named, second))
          .orElse(NONE);
    }
    FileType before = before(call, args, named);
    boolean missing = named.missing() && before == FileType.REGULAR && opens(call);
    List<Use> uses = uses(call.needs(seen.arch(), args, List.of(target(named, before))), missing);
    boolean makesFolder = call == PathCall.MKDIR || call == PathCall.MKDIRAT;
    return new PathNeeds(uses, makesFolder && !uses.isEmpty() ? List.of(named.path()) : List.of());
  }

  private static Use write(Named socket) {
    return new Use(socket.path(), EnumSet.of(AccessFlag.WRITE), false);
  }

  private static PathNeeds two(Arch arch, PathCall call, long[] args, Named old, Named made) {
    boolean link = call == PathCall.LINK || call == PathCall.LINKAT;
    boolean exchange = call == PathCall.RENAMEAT2 && (args[4] & RENAME_EXCHANGE) != 0;
    FileType moved = !old.missing() && !exchange ? old.now() : made.now();
    FileType oldBefore = moved == FileType.MISSING ? FileType.REGULAR : moved;
    FileType madeBefore =
        exchange
            ? made.missing() ? FileType.REGULAR : made.now()
            : link && made.old() ? made.now() : FileType.MISSING;
    List<Use> uses =
        uses(
            call.needs(arch, args, List.of(target(old, oldBefore), target(made, madeBefore))),
            false);
    return new PathNeeds(uses, uses.isEmpty() || link ? List.of() : List.of(made.path()));
  }

  private static boolean opens(PathCall call) {
    return switch (call) {
      case OPEN, OPENAT, OPENAT2, CREAT -> true;
      default -> false;
    };
  }

  /** What was there before the call. */
  private static FileType before(PathCall call, long[] args, Named named) {
    return switch (call) {
      case OPEN -> opened((int) args[1], named);
      case OPENAT, OPENAT2 -> opened((int) args[2], named);
      case CREAT -> opened(O_CREAT, named);
      case RMDIR, UNLINK, UNLINKAT, TRUNCATE -> named.missing() ? FileType.REGULAR : named.now();
      case EXECVE, EXECVEAT -> named.now();
      default -> named.old() ? named.now() : FileType.MISSING;
    };
  }

  /** Only a regular file is created by opening; a device was there. */
  private static FileType opened(int flags, Named named) {
    if ((flags & TMPFILE_BIT) != 0) {
      return FileType.DIRECTORY;
    }
    boolean creates = (flags & O_CREAT) != 0;
    if (named.missing()) {
      return creates ? FileType.MISSING : FileType.REGULAR;
    }
    return creates && named.now() == FileType.REGULAR && !named.old()
        ? FileType.MISSING
        : named.now();
  }

  private static Target target(Named named, FileType before) {
    return new Target(Path.of(named.path()), before);
  }

  private static List<Use> uses(List<Need> needs, boolean missing) {
    List<Use> uses = new ArrayList<>();
    for (Need need : needs) {
      if (need instanceof Need.OnPath onPath) {
        uses.add(new Use(onPath.path().toString(), flags(onPath.rights()), missing));
      }
    }
    return uses;
  }

  /** To execute takes reading too, which the rule for x includes. */
  private static Set<AccessFlag> flags(Set<FsRight> rights) {
    Set<AccessFlag> flags = EnumSet.noneOf(AccessFlag.class);
    rights.forEach(right -> flags.add(right.flag()));
    if (flags.contains(AccessFlag.EXECUTE)) {
      flags.remove(AccessFlag.READ);
    }
    return flags;
  }
}
