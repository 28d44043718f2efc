package dev.restrict.landlock;

import static dev.restrict.linux.Linux.LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET;
import static dev.restrict.linux.Linux.LANDLOCK_SCOPE_SIGNAL;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Something outside itself that a domain may be cut off from, as {@code linux/landlock.h} names it
 * ({@code LANDLOCK_SCOPE_*}). Both came with ABI 6.
 */
public enum Scope {
  /** Connecting to an abstract UNIX socket that a process outside the domain made. */
  ABSTRACT_UNIX_SOCKET(LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET, 6),
  /** Signalling a process outside the domain. */
  SIGNAL(LANDLOCK_SCOPE_SIGNAL, 6);

  private final long bit;
  private final int abi;

  Scope(long bit, int abi) {
    this.bit = bit;
    this.abi = abi;
  }

  /** The kernel's name, such as {@code LANDLOCK_SCOPE_SIGNAL}. */
  public String constant() {
    return "LANDLOCK_SCOPE_" + name();
  }

  /** The kernel's bit. */
  public long bit() {
    return bit;
  }

  /** The ABI that brought it. */
  public int abi() {
    return abi;
  }

  /** The scopes of these bits; bits that no scope has are ignored. */
  public static Set<Scope> of(long mask) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (Scope scope : values()) {
      if ((mask & scope.bit) != 0) {
        scopes.add(scope);
      }
    }
    return Collections.unmodifiableSet(scopes);
  }
}
