package dev.restrict.audit.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.audit.recording.RandomRecordings;
import dev.restrict.audit.recording.Recording;
import org.junit.jupiter.api.Test;

class AuditTextPropertyTest {

  private static final int RUNS = 3000;

  @Test
  void whatIsWrittenIsReadAsTheSame() {
    RandomRecordings random = new RandomRecordings(7);
    for (int i = 0; i < RUNS; i++) {
      Recording recording = random.next();
      String text = AuditText.of(recording);
      assertThat(AuditText.parse("a", text)).isEqualTo(recording);
      assertThat(AuditText.of(AuditText.parse("a", text))).isEqualTo(text);
    }
  }
}
