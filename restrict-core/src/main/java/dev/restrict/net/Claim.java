package dev.restrict.net;

/**
 * What one part of this process has put in force for the whole JVM. Whoever holds the claim can
 * take that back, and nothing that others have put there.
 */
public interface Claim {

  /** Takes it back. A second call does nothing. */
  void release();
}
