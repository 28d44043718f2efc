package dev.restrict.spring.health;

import dev.restrict.ProcessLock;
import dev.restrict.Promise;
import dev.restrict.Status;
import dev.restrict.spring.text.Words;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/** {@link InfoContributor} that names the state, the mode and the promises in force. */
final class RestrictInfoContributor implements InfoContributor {

  private final ProcessLock lock;

  RestrictInfoContributor(ProcessLock lock) {
    this.lock = lock;
  }

  @Override
  public void contribute(Info.Builder builder) {
    Status status = lock.status();
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("state", lock.isRehearsal() ? "rehearsal" : Words.lower(status.state()));
    status.mode().ifPresent(mode -> details.put("mode", Words.lower(mode)));
    details.put("promises", status.promises().stream().sorted().map(Promise::word).toList());
    builder.withDetail("restrict", details);
  }
}
