package dev.restrict.plan;

import static dev.restrict.linux.Linux.AF_INET;
import static dev.restrict.linux.Linux.AF_INET6;
import static dev.restrict.linux.Linux.AF_NETLINK;
import static dev.restrict.linux.Linux.AF_UNIX;
import static dev.restrict.linux.Linux.IPPROTO_ICMP;
import static dev.restrict.linux.Linux.IPPROTO_ICMPV6;
import static dev.restrict.linux.Linux.IPPROTO_IP;
import static dev.restrict.linux.Linux.IPPROTO_TCP;
import static dev.restrict.linux.Linux.IPPROTO_UDP;
import static dev.restrict.linux.Linux.MSG_FASTOPEN;
import static dev.restrict.linux.Linux.SOCK_DGRAM;
import static dev.restrict.linux.Linux.SOCK_STREAM;
import static dev.restrict.linux.Linux.SOCK_TYPE_MASK;
import static dev.restrict.linux.Linux.SOL_TCP;
import static dev.restrict.linux.Linux.TCP_ULP;

import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.judge.PathCall;
import dev.restrict.linux.Arch;
import dev.restrict.promise.ArgCheck;
import dev.restrict.promise.Grant;
import dev.restrict.promise.Grants;
import dev.restrict.seccomp.Action;
import dev.restrict.seccomp.Denial;
import dev.restrict.seccomp.FilterSpec;
import dev.restrict.seccomp.IpRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes the {@link FilterSpec} of a policy, from the table of promises. */
public final class PolicyFilter {

  private PolicyFilter() {}

  /**
   * The filter that the kernel gets.
   *
   * @param policy one with promises
   * @param pid the process that locks
   * @param observed the numbers of granted calls that the referee should see
   * @param denial what a call that is not granted gets
   */
  public static FilterSpec spec(
      Policy policy, Arch arch, int pid, Set<Integer> observed, Denial denial) {
    return new FilterSpec(
        arch,
        byNumber(arch, Grants.of(policy)),
        // clone3 hides its flags behind a pointer; libc takes ENOSYS for an old kernel and calls
        // clone.
        Map.of(arch.number("clone3"), Action.enosys()),
        policy.mode() == Mode.AUDIT ? Map.of() : byNumber(arch, Grants.refusedQuietly(policy)),
        observed,
        unobserved(arch, observed),
        Action.USER_NOTIF,
        policy.mode() == Mode.AUDIT ? Action.USER_NOTIF : Action.KILL_PROCESS,
        denial,
        false,
        pid);
  }

  /** A call whose address may be left out names nothing then, so there is nothing to judge. */
  private static Map<Integer, List<List<ArgCheck>>> unobserved(Arch arch, Set<Integer> observed) {
    Map<Integer, List<List<ArgCheck>>> byNumber = new TreeMap<>();
    for (PathCall call : PathCall.values()) {
      if (arch.has(call.syscall()) && observed.contains(arch.number(call.syscall()))) {
        call.optionalPointer()
            .ifPresent(
                index ->
                    byNumber.put(
                        arch.number(call.syscall()),
                        List.of(List.of(ArgCheck.equalLong(index, 0)))));
      }
    }
    return byNumber;
  }

  /**
   * The same decisions as {@link #spec}, with only two answers: the referee runs it to tell a
   * denied call from an observed one.
   */
  public static FilterSpec decision(Policy policy, Arch arch, int pid) {
    return spec(policy, arch, pid, Set.of(), new Denial.Plain(Action.KILL_PROCESS));
  }

  /** What would be denied to be counted: the answers of {@link Mode}. */
  public static Denial denial(Mode mode) {
    return new Denial.Plain(mode == Mode.KILL ? Action.KILL_PROCESS : Action.USER_NOTIF);
  }

  /**
   * The answers if the kernel gives no listener: a trap for calls of this process's own code. A
   * trap would kill code that runs with all signals blocked, as posix_spawn does; such code gets
   * the plain error, as does every later program.
   */
  public static Denial withoutListener(Arch arch, List<IpRange> own) {
    Set<Integer> never = new TreeSet<>();
    for (String name : List.of("clone", "fork", "vfork", "execve", "execveat")) {
      if (arch.has(name)) {
        never.add(arch.number(name));
      }
    }
    return new Denial.Trap(own, Action.TRAP, Action.enosys(), never);
  }

  private static Map<Integer, List<List<ArgCheck>>> byNumber(Arch arch, List<Grant> grants) {
    Map<Integer, List<List<ArgCheck>>> byNumber = new TreeMap<>();
    for (Grant grant : grants) {
      if (arch.has(grant.syscall())) {
        byNumber
            .computeIfAbsent(arch.number(grant.syscall()), nr -> new ArrayList<>())
            .add(grant.checks());
      }
    }
    // If a call is granted without conditions, grants with conditions add nothing.
    byNumber.replaceAll(
        (nr, any) -> any.stream().anyMatch(List::isEmpty) ? List.of(List.of()) : distinct(any));
    return byNumber;
  }

  private static List<List<ArgCheck>> distinct(List<List<ArgCheck>> any) {
    return any.stream().distinct().toList();
  }

  /**
   * What port rules need if no promises are given. Landlock judges TCP only by {@code bind} and
   * {@code connect}, so the other ways to a stream are refused with EACCES, as Landlock would do:
   * Multipath TCP, SCTP, SMC (also by TCP_ULP), fast open, and io_uring, which makes sockets past
   * this filter. If no port may be bound, listening is refused too: on an unbound socket, it makes
   * the kernel choose a port.
   */
  public static FilterSpec portGuard(Policy policy, Arch arch) {
    Map<Integer, List<List<ArgCheck>>> grants = new HashMap<>();
    List<List<ArgCheck>> sockets = new ArrayList<>();
    for (int family : new int[] {AF_UNIX, AF_NETLINK}) {
      sockets.add(List.of(ArgCheck.masked(0, -1, family)));
    }
    for (int family : new int[] {AF_INET, AF_INET6}) {
      for (int protocol :
          new int[] {IPPROTO_IP, IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMPV6}) {
        for (int type : new int[] {SOCK_STREAM, SOCK_DGRAM}) {
          sockets.add(
              List.of(
                  ArgCheck.masked(0, -1, family),
                  ArgCheck.masked(1, SOCK_TYPE_MASK, type),
                  ArgCheck.masked(2, -1, protocol)));
        }
      }
    }
    grants.put(arch.number("socket"), sockets);
    grants.put(arch.number("sendto"), List.of(List.of(ArgCheck.masked(3, MSG_FASTOPEN, 0))));
    grants.put(arch.number("sendmsg"), List.of(List.of(ArgCheck.masked(2, MSG_FASTOPEN, 0))));
    grants.put(arch.number("sendmmsg"), List.of(List.of(ArgCheck.masked(3, MSG_FASTOPEN, 0))));
    List<List<ArgCheck>> options = new ArrayList<>();
    options.addAll(differs(1, SOL_TCP));
    options.addAll(differs(2, TCP_ULP));
    grants.put(arch.number("setsockopt"), options);
    grants.put(arch.number("io_uring_setup"), List.of());
    if (policy.bindsNoPort()) {
      grants.put(arch.number("listen"), List.of());
    }
    return FilterSpec.guard(arch, grants);
  }

  /** An argument is not this value: at least one bit differs. */
  private static List<List<ArgCheck>> differs(int index, int value) {
    List<List<ArgCheck>> any = new ArrayList<>();
    for (int bit = 1; bit != 0; bit <<= 1) {
      any.add(List.of(ArgCheck.masked(index, bit, ~value & bit)));
    }
    return any;
  }
}
