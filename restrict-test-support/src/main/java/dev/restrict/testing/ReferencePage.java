package dev.restrict.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of the folder docs that is made of what the code knows. */
public final class ReferencePage {

  private ReferencePage() {}

  /** Fails if the page is stale; with {@code -Drestrict.docs.write=true} writes it instead. */
  public static void check(String name, String text) throws IOException {
    Path page = Path.of("..", "docs", name);
    if (Boolean.getBoolean("restrict.docs.write")) {
      Files.createDirectories(page.getParent());
      Files.writeString(page, text);
    }
    assertThat(Files.exists(page) ? Files.readString(page) : "")
        .as("docs/%s is stale; write it anew: mvn test -Drestrict.docs.write=true", name)
        .isEqualTo(text);
  }
}
