package dev.restrict.spring.autoconfigure;

import dev.restrict.spring.diagnostics.RestrictStartException;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport.ConditionAndOutcomes;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;

/**
 * A part of the starter that properties ask for, and the bean that puts it in force.
 *
 * @param properties what a message calls the properties
 * @param asked whether they ask for it
 * @param bean the name of the bean
 * @param needed the auto-configurations without which there is no such bean, its own one first
 */
record ConfiguredPart(
    String properties, Predicate<Configured> asked, String bean, List<String> needed) {

  private static final String LOCK = "dev.restrict.spring.autoconfigure.RestrictAutoConfiguration";

  /** All of them. They are given by name, since their packages depend on this one. */
  static final List<ConfiguredPart> ALL =
      List.of(
          new ConfiguredPart(
              "One of restrict.promises, restrict.access, restrict.ports and restrict.mode",
              Configured::lock,
              "restrictPolicyLocker",
              List.of(LOCK)),
          new ConfiguredPart(
              "restrict.trust",
              Configured::trust,
              "restrictTrust",
              List.of(
                  "dev.restrict.spring.trust.RestrictTrustAutoConfiguration",
                  LOCK,
                  "org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration")),
          new ConfiguredPart(
              "restrict.resolver",
              Configured::resolver,
              "restrictResolver",
              List.of("dev.restrict.spring.resolver.RestrictResolverAutoConfiguration", LOCK)));

  /** The failure of a start without the bean. */
  RestrictStartException failure(@Nullable ConditionEvaluationReport report) {
    List<String> excluded =
        needed.stream()
            .filter(name -> report != null && report.getExclusions().contains(name))
            .toList();
    String reason =
        excluded.isEmpty()
            ? "there is no bean '%s'%s".formatted(bean, unmatched(report))
            : "%s %s excluded"
                .formatted(String.join(" and ", excluded), excluded.size() == 1 ? "is" : "are");
    String remedy =
        excluded.isEmpty()
            ? "See that its auto-configuration applies (start with --debug to see its conditions)"
            : "Do not exclude %s (see spring.autoconfigure.exclude and the annotation of the application)"
                .formatted(excluded.size() == 1 ? "it" : "them");
    return new RestrictStartException(
        "%s is set, but would not be in force: %s".formatted(properties, reason),
        remedy
            + ", or remove the property. To switch the starter off, set restrict.enabled to 'false'.",
        null);
  }

  /** Which conditions of its own auto-configuration do not match. */
  private String unmatched(@Nullable ConditionEvaluationReport report) {
    ConditionAndOutcomes outcomes =
        report == null ? null : report.getConditionAndOutcomesBySource().get(needed.get(0));
    if (outcomes == null) {
      return "";
    }
    List<String> messages =
        outcomes.stream()
            .map(ConditionEvaluationReport.ConditionAndOutcome::getOutcome)
            .filter(outcome -> !outcome.isMatch())
            .map(ConditionOutcome::getMessage)
            .flatMap(Stream::ofNullable)
            .toList();
    return messages.isEmpty() ? "" : ": " + String.join("; ", messages);
  }
}
