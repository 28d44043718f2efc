package dev.restrict.platforms;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where something cannot work, and why.
 *
 * @param setting the setting's name
 * @param runs what does not work there
 * @param says what the library, or whoever ends it, says of that
 * @param reason for the page
 */
record Limit(String setting, Set<Run> runs, String says, String reason) {

  static final List<Limit> ALL = List.of();

  static Optional<Limit> of(Setting setting, Run run) {
    return ALL.stream()
        .filter(limit -> limit.setting().equals(setting.name()) && limit.runs().contains(run))
        .findFirst();
  }
}
