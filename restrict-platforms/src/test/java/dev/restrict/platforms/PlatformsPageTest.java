package dev.restrict.platforms;

import dev.restrict.testing.ReferencePage;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PlatformsPageTest {

  @Test
  void pageIsWhatTheResultsSay() throws IOException {
    ReferencePage.check("platforms.md", PlatformsPage.text());
  }
}
