package dev.restrict.seccomp;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** What a call that is not granted gets. */
public sealed interface Denial {

  /**
   * The same action for every call.
   *
   * @param action what is answered
   */
  record Plain(Action action) implements Denial {
    public Plain {
      Objects.requireNonNull(action, "action");
    }
  }

  /**
   * One action for calls that this process's own code makes, where a signal handler can count them,
   * and another for all others: after {@code execve} the handler is gone and its address belongs to
   * other code.
   *
   * @param own where the process's own code is mapped
   * @param inside for calls from there, usually {@link Action#TRAP}
   * @param outside for calls from elsewhere, and for those in {@code never}
   * @param never numbers of calls made while SIGSYS is blocked, where a trap would kill: {@code
   *     posix_spawn} makes its {@code clone} that way
   */
  record Trap(List<IpRange> own, Action inside, Action outside, Set<Integer> never)
      implements Denial {
    public Trap {
      own = List.copyOf(own);
      Objects.requireNonNull(inside, "inside");
      Objects.requireNonNull(outside, "outside");
      never = Collections.unmodifiableSet(new TreeSet<>(never));
    }
  }
}
