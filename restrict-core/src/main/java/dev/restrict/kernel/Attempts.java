package dev.restrict.kernel;

import dev.restrict.kernel.NativeFolder.Placed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  /** What becomes of a file where it lies. */
  interface Use<T> {
    T of(NativeFolder folder, Placed placed) throws Refused;
  }

  /** Uses the file in the first folder that serves; empty if none does. */
  <T> Optional<T> inFolders(NativeFile file, Use<T> use) {
    for (NativeFolder folder : NativeFolder.all()) {
      try (Placed placed = folder.place(file)) {
        return Optional.of(use.of(folder, placed));
      } catch (Refused e) {
        add(folder, e);
      }
    }
    return Optional.empty();
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
