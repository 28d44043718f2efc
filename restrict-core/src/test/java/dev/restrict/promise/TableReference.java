package dev.restrict.promise;

import dev.restrict.Mode;
import dev.restrict.Promise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What the table says of a call, read straight from it: no filter, no compiler, no policy. */
final class TableReference {

  private TableReference() {}

  static List<Grant> grants(Collection<Promise> promises, boolean portRules) {
    List<Grant> grants = new ArrayList<>(PromiseTable.jvmFloor().calls());
    for (Promise promise : promises) {
      grants.addAll(PromiseTable.of(promise).calls());
      if (!portRules) {
        grants.addAll(PromiseTable.of(promise).callsWithoutPorts());
      }
    }
    return grants;
  }

  static List<Grant> quiet(Collection<Promise> promises, Mode mode) {
    List<Grant> quiet = new ArrayList<>();
    promises.forEach(promise -> quiet.addAll(PromiseTable.of(promise).refusedQuietly()));
    if (mode == Mode.KILL) {
      quiet.addAll(PromiseTable.tried());
    }
    return quiet;
  }

  static boolean granted(List<Grant> grants, String syscall, long[] arguments, int pid) {
    for (Grant grant : grants) {
      if (grant.syscall().equals(syscall) && holds(grant, arguments, pid)) {
        return true;
      }
    }
    return false;
  }

  private static boolean holds(Grant grant, long[] arguments, int pid) {
    for (ArgCheck check : grant.checks()) {
      long argument = arguments[check.index()];
      boolean holds =
          switch (check.width()) {
            case INT ->
                ((int) argument & (int) check.mask())
                    == (check.ownPid() ? pid : (int) check.value());
            case LONG -> (argument & check.mask()) == (check.ownPid() ? (long) pid : check.value());
          };
      if (!holds) {
        return false;
      }
    }
    return true;
  }
}
