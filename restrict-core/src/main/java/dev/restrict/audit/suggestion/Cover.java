package dev.restrict.audit.suggestion;

import static dev.restrict.Promise.*;

import dev.restrict.Promise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses few promises that meet every demand.
 *
 * <ol>
 *   <li>A demand that one promise alone meets decides for it.
 *   <li>Of what is left, the promise that meets most demands is chosen, and of several the most
 *       preferred; again until nothing is left.
 *   <li>What the others make superfluous is taken out again, the least preferred first.
 * </ol>
 */
public final class Cover {

  /** What opens little comes before what opens much, the usual before the rare. */
  private static final List<Promise> PREFERENCE =
      List.of(
          STDIO,
          GETPW,
          VMINFO,
          RPATH,
          WPATH,
          TMPPATH,
          CPATH,
          FLOCK,
          RECVFD,
          SENDFD,
          DNS,
          INET,
          MCAST,
          UNIX,
          ROUTE,
          FATTR,
          CHOWN,
          PS,
          TTY,
          AUDIO,
          VIDEO,
          TAPE,
          DPATH,
          PROC,
          PROT_EXEC,
          EXEC,
          ID,
          SETTIME,
          CAPABILITIES,
          WROUTE,
          BPF,
          NAMESPACES,
          PF,
          UNVEIL,
          ERROR);

  private Cover() {}

  /** The first in the order of preference; empty if there is none. */
  public static Optional<Promise> preferred(Set<Promise> promises) {
    return PREFERENCE.stream().filter(promises::contains).findFirst();
  }

  /**
   * The promises, in their own order.
   *
   * @param demands each met by any one of its promises; none is empty
   */
  static Set<Promise> of(Collection<Set<Promise>> demands) {
    Set<Promise> chosen = EnumSet.noneOf(Promise.class);
    demands.stream().filter(demand -> demand.size() == 1).forEach(chosen::addAll);
    List<Set<Promise>> left = new ArrayList<>(demands);
    left.removeIf(demand -> meets(chosen, demand));
    while (!left.isEmpty()) {
      chosen.add(mostWanted(left));
      left.removeIf(demand -> meets(chosen, demand));
    }
    for (int i = PREFERENCE.size() - 1; i >= 0; i--) {
      Set<Promise> fewer = EnumSet.noneOf(Promise.class);
      fewer.addAll(chosen);
      if (fewer.remove(PREFERENCE.get(i))
          && demands.stream().allMatch(demand -> meets(fewer, demand))) {
        chosen.remove(PREFERENCE.get(i));
      }
    }
    return chosen;
  }

  /** The promise that meets most of these, and of several the most preferred. */
  private static Promise mostWanted(List<Set<Promise>> demands) {
    Promise best = PREFERENCE.get(0);
    long most = 0;
    for (Promise promise : PREFERENCE) {
      long met = demands.stream().filter(demand -> demand.contains(promise)).count();
      if (met > most) {
        best = promise;
        most = met;
      }
    }
    return best;
  }

  private static boolean meets(Set<Promise> chosen, Set<Promise> demand) {
    return demand.stream().anyMatch(chosen::contains);
  }
}
