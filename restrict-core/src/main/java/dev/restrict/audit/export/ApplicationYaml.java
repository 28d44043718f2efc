package dev.restrict.audit.export;

import java.util.Optional;

/** The policy as properties of this library; see {@link PolicyYaml}. */
final class ApplicationYaml implements Export {

  @Override
  public String id() {
    return "suggestion";
  }

  @Override
  public Optional<String> shortCommand() {
    return Optional.of("suggest");
  }

  @Override
  public String summary() {
    return "the policy for application.yml";
  }

  @Override
  public String mediaType() {
    return "text/plain";
  }

  @Override
  public boolean hasPaths() {
    return true;
  }

  @Override
  public Optional<String> write(Exported exported) {
    return exported
        .suggestion()
        .map(PolicyYaml::of)
        .or(
            () ->
                Optional.of(exported.policy())
                    .filter(policy -> !policy.isEmpty())
                    .map(PolicyYaml::of));
  }
}
