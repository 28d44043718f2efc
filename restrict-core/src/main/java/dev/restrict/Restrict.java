package dev.restrict;

import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * A running process gives up, for good and in all its threads, everything that it does not need.
 */
public final class Restrict {

  private Restrict() {}

  public static SSLContext trust(KeyStore roots) {
    throw new UnsupportedOperationException();
  }

  public static void resolver(String server) {
    throw new UnsupportedOperationException();
  }

  public static void access(Path path, String flags) {
    throw new UnsupportedOperationException();
  }

  public static void port(int port, String flags) {
    throw new UnsupportedOperationException();
  }

  public static void accessLock() {
    throw new UnsupportedOperationException();
  }

  public static void syscalls(String promises) {
    throw new UnsupportedOperationException();
  }

  @Deprecated
  public static void syscallsExec(String promises) {}

  public static void disable() {
    throw new UnsupportedOperationException();
  }

  /** Puts a whole policy in force at once, both layers; nothing may be in force before. */
  public static Status lock(Policy policy) {
    throw new UnsupportedOperationException();
  }

  /** Checks that this kernel can enforce the policy and that it compiles; enforces nothing. */
  public static void check(Policy policy) {
    throw new UnsupportedOperationException();
  }

  public static Status status() {
    throw new UnsupportedOperationException();
  }

  public static List<Violation> violations() {
    throw new UnsupportedOperationException();
  }
}
