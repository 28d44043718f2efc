package dev.restrict.audit.recording;

import dev.restrict.AccessFlag;
import dev.restrict.PortFlag;
import dev.restrict.Protocol;
import dev.restrict.text.Escape;
import java.util.Collections;
import java.util.Comparator;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** One thing that was needed. Facts are ordered as the audit file has them. */
public sealed interface Fact extends Comparable<Fact> {

  /** Its line in an audit file, without what {@link Evidence} says. */
  String line();

  @Override
  default int compareTo(Fact other) {
    return Comparator.<Fact>comparingInt(Fact::rank).thenComparing(Fact::line).compare(this, other);
  }

  private static int rank(Fact fact) {
    return fact instanceof Call ? 0 : fact instanceof PathUse ? 1 : 2;
  }

  /**
   * A call that the floor does not grant.
   *
   * @param syscall the kernel's name
   * @param arguments by index: the bits that the table of promises looks at, as {@code 0x2}; {@code
   *     own} or {@code other} for a process id, {@code other} for an unexpected pointer
   */
  record Call(String syscall, SortedMap<Integer, String> arguments) implements Fact {

    public Call {
      arguments = Collections.unmodifiableSortedMap(new TreeMap<>(arguments));
    }

    @Override
    public String line() {
      StringBuilder line = new StringBuilder("call ").append(Escape.token(syscall));
      arguments.forEach((at, value) -> line.append(' ').append(at).append('=').append(value));
      return line.toString();
    }
  }

  /**
   * Access that takes a rule.
   *
   * @param syscall the call that took it
   * @param path what the rule must be for: for what is created or removed, its folder. In
   *     placeholders and with {@code *} for what differs from run to run
   * @param flags {@code x} means reading too
   * @param missing whether nothing was there when it was looked at
   */
  record PathUse(String syscall, String path, Set<AccessFlag> flags, boolean missing)
      implements Fact {

    public PathUse {
      flags = Set.copyOf(flags);
    }

    @Override
    public String line() {
      return "path "
          + Escape.token(path)
          + ' '
          + AccessFlag.letters(flags)
          + ' '
          + Escape.token(syscall)
          + (missing ? " missing" : "");
    }
  }

  /**
   * A port that was bound or connected to; for UDP, also one that was sent to.
   *
   * @param protocol of the socket
   * @param flag what was done with it
   */
  record PortUse(int port, Protocol protocol, PortFlag flag) implements Fact {

    @Override
    public String line() {
      return "port %s %s %d".formatted(protocol.word(), flag.word(), port);
    }
  }
}
