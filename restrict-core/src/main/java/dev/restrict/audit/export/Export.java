package dev.restrict.audit.export;

import java.util.Optional;

/**
 * A form in which a policy can be written for use elsewhere. The command line, the endpoint and the
 * documentation take all that they say of it from here; a new one takes its class and a line in
 * {@link Exports}.
 */
public interface Export {

  /** Its name: the command of the command line, and the part of the endpoint. */
  String id();

  /** A shorter command for the command line, where there is one. */
  default Optional<String> shortCommand() {
    return Optional.empty();
  }

  /** What it is, in a few words that start with an article. */
  String summary();

  /** The media type of what is written, without parameters; a text is in UTF-8. */
  String mediaType();

  /** Whether paths of the machine are in it, which not everybody may see. */
  boolean hasPaths();

  /** Why nothing could be written, as a sentence. */
  default String missing() {
    return "Nothing is in force.";
  }

  /** The text, which ends with a line break; empty where there is nothing to write. */
  Optional<String> write(Exported exported);
}
