package dev.restrict.referee;

import dev.restrict.Layer;
import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.Promise;
import dev.restrict.Violation;
import dev.restrict.ViolationCount;
import dev.restrict.judge.Denied;
import dev.restrict.judge.Judge;
import dev.restrict.judge.Need;
import dev.restrict.judge.PathCall;
import dev.restrict.judge.Target;
import dev.restrict.linux.Arch;
import dev.restrict.linux.SocketAddress;
import dev.restrict.promise.Grants;
import dev.restrict.report.ViolationLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes {@link Violation}s of the records in a {@link Ring}: a denied call is one by itself; an
 * observed call is one if the rulesets in force deny what it asked for.
 */
public final class Observer {

  private static final int SOCK_STREAM = 1;
  private static final int IPPROTO_TCP = 6;

  private final Ring ring;
  private final Arch arch;
  private final int pid;
  private final Policy policy;
  private final Mode mode;
  private final Set<Promise> promises;
  private final ViolationLog log;
  private final StackSampler stacks;
  private final Targets targets;
  private final Optional<Auditor> auditor;
  private final long[] recorded;
  private final long[] withoutRecord;
  private final Map<Integer, Kind> lastKind = new HashMap<>();
  private final Map<Kind, Long> counts = new LinkedHashMap<>();
  private volatile Judge judge;
  private long deniedByRules;

  /** What is counted as one. */
  private record Kind(Layer layer, String syscall, Optional<Promise> promise) {}

  public Observer(
      Ring ring,
      Arch arch,
      int pid,
      Policy policy,
      Judge judge,
      ViolationLog log,
      Optional<Auditor> auditor) {
    this.ring = ring;
    this.arch = arch;
    this.pid = pid;
    this.policy = policy;
    this.mode = policy.mode();
    this.promises = policy.promises().orElse(Set.of());
    this.judge = judge;
    this.log = log;
    this.stacks = new StackSampler(ring);
    this.targets = new Targets(pid);
    this.auditor = auditor;
    this.recorded = new long[ring.countedCalls()];
    this.withoutRecord = new long[ring.countedCalls()];
  }

  /** Starts to read in the background. */
  public void start() {
    if (ring.holds()) {
      stacks.start();
    }
    Thread thread = new Thread(this::run, "restrict-observer");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    while (true) {
      int seen = ring.get(RingLayout.WAKE_AT);
      poll();
      ring.await(RingLayout.WAKE_AT, seen, 10_000);
    }
  }

  /** Reads what has come. */
  public synchronized void poll() {
    for (Ring.Entry entry : ring.drain()) {
      List<String> stack = entry.held() ? stacks.of((int) entry.seq()) : List.of();
      auditor.ifPresent(present -> present.add(entry, stack));
      Optional<Violation> violation = entry.denied() ? denied(entry) : judged(entry);
      if (violation.isPresent()) {
        count(entry, violation.get());
        log.add(violation.get().with(stack));
      }
    }
    auditor.ifPresent(present -> present.dropped(ring.dropped()));
  }

  private void count(Ring.Entry entry, Violation violation) {
    int slot = slot(entry.nr());
    Kind kind = new Kind(violation.layer(), name(entry.nr()), violation.promise());
    if (!entry.denied() || auditor.isPresent()) {
      deniedByRules++;
      counts.merge(kind, 1L, Long::sum);
      return;
    }
    lastKind.put(slot, kind);
    // The handler of traps counts first and records then, so that this one may be counted already.
    if (withoutRecord[slot] > 0 && recorded[slot] + withoutRecord[slot] >= ring.denied(slot)) {
      withoutRecord[slot]--;
    } else {
      counts.merge(kind, 1L, Long::sum);
    }
    recorded[slot]++;
  }

  private int slot(int nr) {
    return Integer.compareUnsigned(nr, recorded.length - 1) < 0 ? nr : recorded.length - 1;
  }

  /** Numbers that the kernel does not have are one: a caller may make up any. */
  private String name(int nr) {
    String name = arch.name(nr);
    return name.startsWith("syscall_") ? "other" : name;
  }

  /**
   * How often each kind was denied. The referee counts every denied call by its number, also where
   * the records of a flood were overwritten before they could be read; those have the kind of the
   * last record of that number.
   */
  public synchronized List<ViolationCount> counts() {
    if (auditor.isPresent()) {
      // Here the referee counts all that is recorded, not what the policy would deny.
      poll();
      return listed();
    }
    long[] denied = new long[recorded.length];
    for (int slot = 0; slot < denied.length; slot++) {
      denied[slot] = ring.denied(slot);
    }
    // The referee records first and counts then: after this, what is counted and not recorded was
    // dropped.
    poll();
    for (int slot = 0; slot < denied.length; slot++) {
      long missing = denied[slot] - recorded[slot] - withoutRecord[slot];
      if (missing > 0) {
        Kind unknown = new Kind(Layer.SECCOMP, name(slot), Optional.empty());
        counts.merge(lastKind.getOrDefault(slot, unknown), missing, Long::sum);
        withoutRecord[slot] += missing;
      }
    }
    return listed();
  }

  private List<ViolationCount> listed() {
    return counts.entrySet().stream()
        .map(
            entry ->
                new ViolationCount(
                    entry.getKey().layer(),
                    entry.getKey().syscall(),
                    entry.getKey().promise(),
                    entry.getValue()))
        .toList();
  }

  /** The rulesets have become more. */
  public void judgeBy(Judge judge) {
    this.judge = judge;
  }

  public synchronized long count() {
    return auditor.isPresent() ? deniedByRules : ring.denied() + deniedByRules;
  }

  public synchronized long dropped() {
    return ring.dropped();
  }

  /**
   * A call that the filter did not grant. In audit mode it grants the floor alone, and the policy
   * may grant it.
   */
  private Optional<Violation> denied(Ring.Entry entry) {
    String syscall = arch.name(entry.nr());
    if (auditor.isPresent() && Grants.granted(policy, syscall, entry.args(), pid)) {
      return judged(entry);
    }
    Optional<Promise> missing = Grants.missing(syscall, entry.args(), pid, promises);
    String remedy;
    if (missing.isPresent()) {
      remedy = "add the promise " + missing.get();
    } else if (Grants.refusedByPorts(syscall, entry.args(), pid, promises)) {
      remedy = "remove the port rules, which allow TCP alone";
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
        entry.thread().isEmpty() ? threadName(entry.tid()) : entry.thread(),
        promise,
        remedy,
        mode != Mode.AUDIT);
  }

  private static String threadName(int tid) {
    try {
      return Files.readString(Path.of("/proc/self/task/" + tid + "/comm")).strip();
    } catch (IOException e) {
      return "?";
    }
  }

  private static Optional<String> name(Ring.Entry entry, String syscall) {
    if (entry.first().length == 0) {
      return Optional.empty();
    }
    boolean address =
        PathCall.of(syscall).filter(call -> call.kind() == PathCall.Kind.SOCKADDR).isPresent();
    String first = address ? SocketAddress.parse(entry.first()).text() : text(entry.first());
    return Optional.of(entry.second().length == 0 ? first : first + " -> " + text(entry.second()))
        .filter(name -> !name.isEmpty());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** A call that the filter granted: denied all the same if a ruleset says so. */
  private Optional<Violation> judged(Ring.Entry entry) {
    String syscall = arch.name(entry.nr());
    Optional<PathCall> call = PathCall.of(syscall);
    if (call.isEmpty() || entry.first().length == 0) {
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
        boolean tcp = entry.sockType() == SOCK_STREAM && entry.sockProtocol() == IPPROTO_TCP;
        return tcp ? List.of(call.needs(inet.port())) : List.of();
      }
      if (address instanceof SocketAddress.UnixPath unix) {
        return targets
            .target(unix.path(), call.followsLast(entry.args(), 0), entry.pid())
            .map(target -> call.needs(entry.args(), List.of(target)))
            .orElse(List.of());
      }
      return List.of();
    }
    List<byte[]> names = List.of(entry.first(), entry.second());
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < call.paths().size(); i++) {
      Optional<Target> target =
          this.targets.target(text(names.get(i)), call.followsLast(entry.args(), i), entry.pid());
      if (target.isEmpty()) {
        return List.of();
      }
      targets.add(target.get());
    }
    return call.needs(entry.args(), targets);
  }
}
