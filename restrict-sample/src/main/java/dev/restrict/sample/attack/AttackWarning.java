package dev.restrict.sample.attack;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Says loudly that the profile is on: in the log at start, and in the info endpoint. */
@Component
@Profile("attack")
class AttackWarning implements SmartInitializingSingleton, InfoContributor {

  static final String TEXT =
      "The profile 'attack' is ON: whoever reaches /attack runs code in this service.";

  private static final Logger log = LoggerFactory.getLogger(AttackWarning.class);

  @Override
  public void afterSingletonsInstantiated() {
    String bar = "!".repeat(TEXT.length() + 8);
    log.warn(
        """

        {}
        !!  {}  !!
        !!  {}  !!
        {}\
        """,
        bar,
        TEXT,
        String.format(
            "%-" + TEXT.length() + "s",
            "It is for demonstrations and tests. Never use it in production."),
        bar);
  }

  @Override
  public void contribute(Info.Builder builder) {
    builder.withDetail("attack", Map.of("enabled", true, "warning", TEXT));
  }
}
