package dev.restrict.audit.export;

import java.util.List;
import java.util.Optional;

/** Every {@link Export} that there is. */
public final class Exports {

  public static final List<Export> ALL =
      List.of(new ApplicationYaml(), new OciSeccompProfile(), new SystemdUnit());

  private Exports() {}

  /** The export of this id. */
  public static Optional<Export> ofId(String id) {
    return ALL.stream().filter(export -> export.id().equals(id)).findFirst();
  }

  /** The export of this command, which is its id or its short command. */
  public static Optional<Export> ofCommand(String word) {
    return ofId(word)
        .or(
            () ->
                ALL.stream()
                    .filter(export -> export.shortCommand().filter(word::equals).isPresent())
                    .findFirst());
  }
}
