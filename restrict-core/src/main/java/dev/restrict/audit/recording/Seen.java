package dev.restrict.audit.recording;

import dev.restrict.Protocol;
import dev.restrict.judge.PathCall;
import dev.restrict.linux.Arch;
import dev.restrict.linux.SocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One call, seen in audit mode: it would have been denied, or it names a path or a port.
 *
 * @param arch of the machine, which says what the arguments mean
 * @param time when the kernel handed it over
 * @param phase what the application was doing: {@link #START}, {@link #REQUEST}, {@link #SHUTDOWN}
 *     or another word
 * @param syscall the kernel's name
 * @param arguments all six; of {@code openat2} the flags themselves in the place of the pointer to
 *     them
 * @param path the path that it named, if it named one
 * @param secondPath the new path of rename and link
 * @param address the internet address that bind or connect named
 * @param protocol of the socket; empty if there is none, or none that port rules know
 * @param child whether another process than the one that locked made the call
 * @param thread the thread's name
 * @param stack the thread's Java stack, innermost frame first, where it could be had
 */
public record Seen(
    Arch arch,
    Instant time,
    String phase,
    String syscall,
    List<Long> arguments,
    Optional<Named> path,
    Optional<Named> secondPath,
    Optional<SocketAddress.Inet> address,
    Optional<Protocol> protocol,
    boolean child,
    String thread,
    Optional<List<String>> stack) {

  /** From the lock until the application takes requests. */
  public static final String START = "start";

  /** While it takes requests. */
  public static final String REQUEST = "request";

  /** In the shutdown hooks. */
  public static final String SHUTDOWN = "shutdown";

  public Seen {
    if (arguments.size() != 6) {
      throw new IllegalArgumentException(syscall + " with " + arguments.size() + " arguments");
    }
    arguments = List.copyOf(arguments);
    stack = stack.map(List::copyOf);
  }

  /** The same call, as if it had named another path. */
  public Seen naming(Named other) {
    return new Seen(
        arch,
        time,
        phase,
        syscall,
        arguments,
        Optional.of(other),
        secondPath,
        address,
        protocol,
        child,
        thread,
        stack);
  }

  /** The port that it used, if the call and the socket are ones that port rules know. */
  Optional<Fact.PortUse> portUse() {
    return protocol.flatMap(
        of ->
            PathCall.of(syscall)
                .filter(call -> call.kind() == PathCall.Kind.SOCKADDR)
                .flatMap(call -> call.uses(of))
                .flatMap(use -> address.map(to -> new Fact.PortUse(to.port(), of, use))));
  }

  long[] args() {
    return arguments.stream().mapToLong(Long::longValue).toArray();
  }
}
