package dev.restrict.spring.lock;

import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.Status;
import dev.restrict.Status.Notice;
import dev.restrict.spring.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What the log says of the lock: one line of what is in force, and a warning for whatever is not as
 * one would think.
 */
public final class LockReport {

  /** The standard streams belong to whoever started the service; the endpoint lists them. */
  private static final int STANDARD_ERROR = 2;

  private static final int DESCRIPTORS_SHOWN = 10;

  private static final Log logger = LogFactory.getLog("dev.restrict");

  void nothingConfigured() {
    logger.warn(
        "restrict: nothing is locked, because restrict.promises, restrict.access and restrict.ports are all unset."
            + " Name what the application needs, such as restrict.promises: stdio rpath inet."
            + " To find out what that is, set restrict.mode to audit");
  }

  void rehearsed(Policy policy, Status status) {
    logger.info(
        "restrict: rehearsal, NOTHING IS LOCKED in this test: %s. To lock for real: @LockForReal or"
                .formatted(String.join(", ", rules(policy, status)))
            + " restrict.test.lock=true");
    status.notices().stream()
        .filter(notice -> notice.kind() != Notice.Kind.REHEARSAL)
        .forEach(notice -> logger.info("restrict: rehearsal: " + notice));
  }

  void alreadyInForce(Status status) {
    logger.info(
        "restrict: this process is locked by the same policy already (state %s), so there is nothing to do"
            .formatted(Words.lower(status.state())));
  }

  void locked(Policy policy, Status status) {
    switch (status.state()) {
      case LOCKED -> logger.info("restrict: locked " + summary(policy, status));
      case PARTIAL -> {
        logger.info("restrict: partly locked " + summary(policy, status));
        logger.warn("restrict: ONLY PARTLY LOCKED: " + missingLayers(status));
      }
      case AUDITING -> {
        logger.info("restrict: auditing " + summary(policy, status));
        logger.warn(
            "restrict: MODE AUDIT, NOTHING IS DENIED. What would be is recorded only. Set restrict.mode to error or"
                + " kill to protect this application.");
      }
      case DISABLED ->
          logger.warn("restrict: NOTHING IS LOCKED, because Restrict.disable() was called");
      case UNLOCKED -> logger.warn("restrict: NOTHING IS LOCKED: " + missingLayers(status));
      case BROKEN -> logger.warn("restrict: THE LOCK IS BROKEN: it failed half way");
    }
    if (status.referee() == Status.Referee.TRAP) {
      logger.warn(
          "restrict: no listener could be had for denied calls, so their count is incomplete; they stay denied");
    }
    status.notices().stream()
        .filter(notice -> notice.kind() != Notice.Kind.LAYER_MISSING)
        .forEach(LockReport::say);
    List<Status.Descriptor> open =
        status.descriptors().stream().filter(fd -> fd.fd() > STANDARD_ERROR).toList();
    if (!open.isEmpty()) {
      logger.warn("restrict: open before the lock and usable after it: " + descriptors(open));
    }
  }

  /**
   * What was left out, since this kernel lacks it, is for information: no property changes it, and
   * the lock is as complete as this kernel allows. Every other notice somebody should look at.
   */
  private static void say(Notice notice) {
    if (notice.kind() == Notice.Kind.LEFT_OUT) {
      logger.info("restrict: " + notice);
    } else {
      logger.warn("restrict: " + notice);
    }
  }

  private static List<String> rules(Policy policy, Status status) {
    List<String> rules = new ArrayList<>();
    status.mode().ifPresent(mode -> rules.add("mode " + Words.lower(mode)));
    rules.add(
        policy.promises().isPresent() && status.mode().isPresent()
            ? "promises " + Words.list(status.promises())
            : policy.mode() == Mode.AUDIT ? "nothing promised" : "system calls not filtered");
    String missing = status.kernel().landlockAbi() == 0 ? " not in force" : "";
    policy.access().ifPresent(all -> rules.add(Words.count(all.size(), "access rule") + missing));
    policy.ports().ifPresent(all -> rules.add(Words.count(all.size(), "port") + missing));
    return rules;
  }

  private static String summary(Policy policy, Status status) {
    return String.format(
        Locale.ROOT,
        "%s in %.1f ms: %s; kernel %s %s",
        Words.count(status.threads(), "thread"),
        status.lockMicros() / 1000.0,
        String.join(", ", rules(policy, status)),
        status.kernel().release(),
        status.kernel().landlockAbi() == 0
            ? "without Landlock"
            : "Landlock ABI " + status.kernel().landlockAbi());
  }

  private static String missingLayers(Status status) {
    return status.notices().stream()
        .filter(notice -> notice.kind() == Notice.Kind.LAYER_MISSING)
        .map(Notice::text)
        .collect(Collectors.joining("; "));
  }

  private static String descriptors(List<Status.Descriptor> all) {
    String shown =
        all.stream()
            .limit(DESCRIPTORS_SHOWN)
            .map(fd -> "%d %s (%s)".formatted(fd.fd(), fd.target(), fd.reason()))
            .collect(Collectors.joining(", "));
    int rest = all.size() - DESCRIPTORS_SHOWN;
    return rest > 0 ? "%s and %d more".formatted(shown, rest) : shown;
  }
}
