package dev.restrict.kernel;

import java.util.ArrayList;
import java.util.List;

/** The places that were tried for one file, and what became of each. */
final class Attempts {

  private final String file;
  private final List<String> failed = new ArrayList<>();

  Attempts(String file) {
    this.file = file;
  }

  void add(Object place, Refused why) {
    failed.add(place + ": " + why.getMessage());
  }

  /**
   * The one message.
   *
   * @param verb such as {@code loaded}
   */
  String message(String verb) {
    return "%s cannot be %s from anywhere (%s); %s"
        .formatted(file, verb, String.join("; ", failed), NativeFolder.REMEDY);
  }
}
