package dev.restrict.testing;

import java.util.List;

/** Whom a child JVM runs as. Where the tests are not run by root both are the same. */
public enum As {
  SELF,
  NOBODY;

  /** Once where both are the same. */
  static List<As> all() {
    return ChildJvm.isRoot() ? List.of(values()) : List.of(SELF);
  }

  public ChildJvm child() {
    return this == NOBODY ? ChildJvm.child().unprivileged() : ChildJvm.child();
  }
}
