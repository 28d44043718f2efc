package dev.restrict.testing;

/** Whom a child JVM runs as. Where the tests are not run by root both are the same. */
public enum As {
  SELF,
  NOBODY;

  public ChildJvm child() {
    return this == NOBODY ? ChildJvm.child().unprivileged() : ChildJvm.child();
  }
}
