package dev.restrict.machine;

/**
 * Why something cannot be had on this machine.
 *
 * @param problem what it is, as the part of a sentence
 * @param remedy what to change, as one or more sentences
 */
public record Cause(String problem, String remedy) {

  /** Both, without a full stop at the end. */
  public String text() {
    return (problem + ". " + remedy).strip().replaceAll("\\.$", "");
  }
}
