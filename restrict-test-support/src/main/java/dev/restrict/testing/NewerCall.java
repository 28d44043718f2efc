package dev.restrict.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is called on an architecture that lacks an old call, as a libc does it.
 *
 * @param name the newer call
 * @param arguments its arguments: those of the old one by their index, or constants
 */
record NewerCall(String name, List<Object> arguments) {

  /** An argument of the old call. */
  private record Old(int index) {}

  private static final int AT_REMOVEDIR = 0x200;
  private static final int SIGCHLD = 17;
  private static final int CLONE_VM_AND_VFORK = 0x4100;
  private static final Old FIRST = new Old(0);
  private static final Old SECOND = new Old(1);
  private static final Old THIRD = new Old(2);

  private static final Map<String, NewerCall> BY_OLD =
      Map.ofEntries(
          newer("mkdir", "mkdirat", Sys.AT_FDCWD, FIRST, SECOND),
          newer("rmdir", "unlinkat", Sys.AT_FDCWD, FIRST, AT_REMOVEDIR),
          newer("unlink", "unlinkat", Sys.AT_FDCWD, FIRST, 0),
          newer("rename", "renameat", Sys.AT_FDCWD, FIRST, Sys.AT_FDCWD, SECOND),
          newer("link", "linkat", Sys.AT_FDCWD, FIRST, Sys.AT_FDCWD, SECOND, 0),
          newer("symlink", "symlinkat", FIRST, Sys.AT_FDCWD, SECOND),
          newer("mknod", "mknodat", Sys.AT_FDCWD, FIRST, SECOND, THIRD),
          newer("chown", "fchownat", Sys.AT_FDCWD, FIRST, SECOND, THIRD, 0),
          newer("pipe", "pipe2", FIRST, 0),
          newer("fork", "clone", SIGCHLD, 0),
          newer("vfork", "clone", CLONE_VM_AND_VFORK | SIGCHLD, 0));

  private static Map.Entry<String, NewerCall> newer(String old, String name, Object... arguments) {
    return Map.entry(old, new NewerCall(name, List.of(arguments)));
  }

  static NewerCall of(String old) {
    NewerCall newer = BY_OLD.get(old);
    if (newer == null) {
      throw new IllegalArgumentException("no system call " + old);
    }
    return newer;
  }

  Object[] arguments(Object... old) {
    List<Object> all = new ArrayList<>();
    for (Object one : arguments) {
      all.add(one instanceof Old argument ? old[argument.index] : one);
    }
    return all.toArray();
  }
}
