package dev.restrict.referee;

import dev.restrict.Layer;
import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.Promise;
import dev.restrict.Violation;
import dev.restrict.judge.Denied;
import dev.restrict.judge.Judge;
import dev.restrict.judge.Need;
import dev.restrict.judge.PathCall;
import dev.restrict.judge.Target;
import dev.restrict.kernel.ProcFiles;
import dev.restrict.landlock.NetRight;
import dev.restrict.linux.Arch;
import dev.restrict.linux.SocketAddress;
import dev.restrict.promise.Grants;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes {@link Violation}s from records: a denied call is always one; an observed call is one if
 * the rulesets in force deny what it asked for.
 */
final class ViolationMaker {

  private final Arch arch;
  private final int pid;
  private final Policy policy;
  private final Set<Promise> promises;
  private final Targets targets;
  private final boolean audit;
  private volatile Judge judge;

  /**
   * @param pid the process that locked
   * @param policy whose denials these are
   */
  ViolationMaker(Arch arch, int pid, Policy policy, Judge judge) {
    this.arch = arch;
    this.pid = pid;
    this.policy = policy;
    this.promises = policy.promises().orElse(Set.of());
    this.targets = new Targets(pid);
    this.audit = policy.mode() == Mode.AUDIT;
    this.judge = judge;
  }

  /** There are more rulesets now. */
  void judgeBy(Judge judge) {
    this.judge = judge;
  }

  /** The violation that a record is, if it is one. */
  Optional<Violation> of(Ring.Entry entry) {
    return entry.denied() ? denied(entry) : judged(entry);
  }

  /**
   * A call that the filter did not grant. In audit mode the filter grants only the floor, so the
   * policy may still grant the call.
   */
  private Optional<Violation> denied(Ring.Entry entry) {
    String syscall = arch.name(entry.nr());
    if (audit && Grants.granted(policy, syscall, entry.args(), pid)) {
      return judged(entry);
    }
    boolean bind = Grants.refusedWithoutBind(policy, syscall, entry.args(), pid);
    Optional<Promise> missing =
        bind ? Optional.empty() : Grants.missing(syscall, entry.args(), pid, promises);
    String remedy;
    if (bind) {
      remedy = "add a port rule that binds the TCP port to listen on";
    } else if (missing.isPresent()) {
      remedy = "add the promise " + missing.get();
    } else if (Grants.refusedByPorts(policy, syscall, entry.args(), pid)) {
      remedy = "remove the port rules, which allow TCP and UDP alone";
    } else {
      remedy = "nothing: it belongs to no promise";
    }
    return Optional.of(
        violation(entry, Layer.SECCOMP, syscall, name(entry, syscall), missing, remedy));
  }

  private Violation violation(
      Ring.Entry entry,
      Layer layer,
      String syscall,
      Optional<String> path,
      Optional<Promise> promise,
      String remedy) {
    return new Violation(
        Instant.ofEpochSecond(0, entry.timeNanos()),
        layer,
        syscall,
        Arrays.stream(entry.args()).boxed().toList(),
        path,
        entry.pid(),
        entry.tid(),
        entry.thread().isEmpty() ? ProcFiles.threadName(entry.tid()) : entry.thread(),
        promise,
        remedy,
        !audit);
  }

  private static Optional<String> name(Ring.Entry entry, String syscall) {
    if (entry.first().length == 0) {
      return Optional.empty();
    }
    boolean address =
        PathCall.of(syscall).filter(call -> call.kind() == PathCall.Kind.SOCKADDR).isPresent();
    String first = address ? SocketAddress.parse(entry.first()).text() : entry.firstName();
    return Optional.of(entry.second().length == 0 ? first : first + " -> " + entry.secondName())
        .filter(name -> !name.isEmpty());
  }

  /** A call that the filter granted: denied all the same if a ruleset says so. */
  private Optional<Violation> judged(Ring.Entry entry) {
    String syscall = arch.name(entry.nr());
    Optional<PathCall> call = PathCall.of(syscall);
    if (call.isEmpty() || entry.first().length == 0 || entry.truncated()) {
      return Optional.empty();
    }
    for (Need need : needs(call.get(), entry)) {
      Optional<Denied> denied = judge.judge(need);
      if (denied.isPresent()) {
        return Optional.of(
            violation(
                entry,
                Layer.LANDLOCK,
                syscall,
                name(entry, syscall),
                denied.get().promise(),
                denied.get().remedy()));
      }
    }
    return Optional.empty();
  }

  private List<Need> needs(PathCall call, Ring.Entry entry) {
    if (call.kind() == PathCall.Kind.SOCKADDR) {
      SocketAddress address = SocketAddress.parse(entry.first());
      if (address instanceof SocketAddress.Inet inet) {
        return entry.judgedAs().stream()
            .flatMap(
                protocol -> call.uses(protocol).map(flag -> NetRight.of(protocol, flag)).stream())
            .<Need>map(right -> new Need.OnPort(inet.port(), right))
            .toList();
      }
      if (address instanceof SocketAddress.UnixPath unix) {
        return targets
            .target(unix.path(), call.followsLast(arch, entry.args(), 0), entry.pid())
            .map(target -> call.needs(arch, entry.args(), List.of(target)))
            .orElse(List.of());
      }
      return List.of();
    }
    List<String> names = List.of(entry.firstName(), entry.secondName());
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < call.paths().size(); i++) {
      Optional<Target> target =
          this.targets.target(names.get(i), call.followsLast(arch, entry.args(), i), entry.pid());
      if (target.isEmpty()) {
        return List.of();
      }
      targets.add(target.get());
    }
    return call.needs(arch, entry.args(), targets);
  }
}
