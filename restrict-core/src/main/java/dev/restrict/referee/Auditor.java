package dev.restrict.referee;

import static dev.restrict.linux.Linux.AT_FDCWD;
import static dev.restrict.linux.Linux.AT_SYMLINK_NOFOLLOW;
import static dev.restrict.linux.Linux.STATX_BTIME;

import com.sun.jna.Memory;
import dev.restrict.audit.recording.Named;
import dev.restrict.audit.recording.Recorder;
import dev.restrict.audit.recording.Recording;
import dev.restrict.audit.recording.Seen;
import dev.restrict.host.OpenDescriptors;
import dev.restrict.host.ThisHost;
import dev.restrict.judge.FileType;
import dev.restrict.judge.PathCall;
import dev.restrict.judge.Target;
import dev.restrict.kernel.SystemCalls;
import dev.restrict.linux.Arch;
import dev.restrict.linux.SocketAddress;
import dev.restrict.linux.Structs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Hands the records of audit mode to the {@link Recorder}, with what the file system says about
 * them.
 */
final class Auditor {

  /** As many as the kernel follows. */
  private static final int INTERPRETERS = 5;

  private final SystemCalls calls;
  private final int pid;
  private final Targets targets;
  private final Recorder recorder;
  private final Instant begin = Instant.now();
  private volatile String phase = Seen.START;
  private long dropped;

  Auditor(SystemCalls calls, int pid) {
    this.calls = calls;
    this.pid = pid;
    this.targets = new Targets(pid);
    this.recorder =
        new Recorder(
            UUID.randomUUID().toString(),
            pid,
            new ThisHost().real(),
            ThisHost.real(Path.of(System.getProperty("user.home"))),
            ThisHost.real(Path.of(System.getProperty("user.dir"))));
    // A server binds before the lock, but needs its port all the same.
    try {
      OpenDescriptors.serving(calls)
          .forEach(rule -> recorder.serving(begin, rule.port(), rule.protocol()));
    } catch (IOException e) {
      recorder.dropped(1);
    }
  }

  /** What the application does from now on: a word of {@link Seen}, or another. */
  void phase(String phase) {
    this.phase = phase;
  }

  Recording recording() {
    return recorder.recording();
  }

  /** How many records were overwritten before they could be read, all in all. */
  void dropped(long all) {
    if (all > dropped) {
      recorder.dropped(all - dropped);
      dropped = all;
    }
  }

  void add(Ring.Entry entry, List<String> stack) {
    Arch arch = calls.arch();
    String syscall = arch.name(entry.nr());
    if (entry.thread().startsWith("restrict-")) {
      return; // the policy does not need what recording itself takes
    }
    if (entry.truncated()) {
      // The observer has counted what the filter granted, and not handed it over.
      recorder.dropped(1);
      return;
    }
    Optional<PathCall> call = PathCall.of(syscall);
    Optional<SocketAddress.Inet> address = Optional.empty();
    Optional<Named> first = Optional.empty();
    Optional<Named> second = Optional.empty();
    if (call.isPresent() && call.get().kind() == PathCall.Kind.SOCKADDR) {
      SocketAddress socket = SocketAddress.parse(entry.first());
      if (socket instanceof SocketAddress.Inet inet) {
        address = Optional.of(inet);
      } else if (socket instanceof SocketAddress.UnixPath unix) {
        first = named(unix.path(), call.get().followsLast(arch, entry.args(), 0), entry.pid());
      }
    } else if (entry.first().length > 0) {
      boolean follow = call.isEmpty() || call.get().followsLast(arch, entry.args(), 0);
      first = named(entry.firstName(), follow, entry.pid());
      if (entry.second().length > 0) {
        second = named(entry.secondName(), false, entry.pid());
      }
    }
    Seen seen =
        new Seen(
            arch,
            Instant.ofEpochSecond(0, entry.timeNanos()),
            phase,
            syscall,
            Arrays.stream(entry.args()).boxed().toList(),
            first,
            second,
            address,
            entry.judgedAs(),
            entry.pid() != pid,
            entry.thread(),
            stack.isEmpty() ? Optional.empty() : Optional.of(stack));
    recorder.add(seen);
    if (syscall.equals("execve") || syscall.equals("execveat")) {
      addInterpreters(seen);
    }
  }

  /**
   * The kernel opens a script's interpreter by itself, and wants the same right for it. No call
   * names it; the script's first line does. An interpreter may be a script again.
   */
  private void addInterpreters(Seen script) {
    Optional<Named> program = script.path();
    for (int depth = 0; depth < INTERPRETERS && program.isPresent(); depth++) {
      program =
          Scripts.interpreter(Path.of(program.get().path()))
              .flatMap(name -> named(name, true, pid));
      program.ifPresent(interpreter -> recorder.add(script.naming(interpreter)));
    }
  }

  private Optional<Named> named(String name, boolean follow, int of) {
    return targets
        .target(name, follow, of)
        .filter(target -> target.path().isAbsolute())
        .map(target -> new Named(target.path().toString(), target.type(), age(target)));
  }

  /** Told by the time of birth, which statx(2) has had since Linux 4.11 and Java only recently. */
  private Named.Age age(Target target) {
    if (target.type() == FileType.MISSING) {
      return Named.Age.UNKNOWN;
    }
    Memory statx = new Memory(Structs.STATX_SIZE);
    statx.clear();
    long result =
        calls.call(
            "statx",
            AT_FDCWD,
            SystemCalls.string(target.path().toString()),
            AT_SYMLINK_NOFOLLOW,
            STATX_BTIME,
            statx);
    if (result != 0 || (statx.getInt(Structs.STX_MASK) & STATX_BTIME) == 0) {
      return Named.Age.UNKNOWN;
    }
    Instant birth =
        Instant.ofEpochSecond(
            statx.getLong(Structs.STX_BTIME_SEC), statx.getInt(Structs.STX_BTIME_NSEC));
    return birth.isBefore(begin) ? Named.Age.OLD : Named.Age.NEW;
  }
}
