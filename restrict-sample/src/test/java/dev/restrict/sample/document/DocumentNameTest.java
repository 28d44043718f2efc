package dev.restrict.sample.document;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentNameTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          report.pdf,                report.pdf
          ../../../../etc/passwd,    passwd
          C:\\Users\\me\\photo.jpg,  photo.jpg
          /,                         document
          ..,                        document
          '',                        document
          Grüße an Käthe.txt,        Grüße an Käthe.txt
          """)
  void keepsTheLastPartAlone(String sent, String kept) {
    assertThat(DocumentName.of(sent.replace("\\\\", "\\"))).isEqualTo(kept);
  }

  @Test
  void dropsWhatCannotBeSeen() {
    assertThat(DocumentName.of("a\r\nSet-Cookie: b\u0000\u202egpj.exe"))
        .isEqualTo("aSet-Cookie: bgpj.exe");
    assertThat(DocumentName.of(null)).isEqualTo("document");
  }

  @Test
  void keepsTheEndOfALongName() {
    assertThat(DocumentName.of("x".repeat(1000) + ".png"))
        .hasSize(DocumentName.MAX_LENGTH)
        .endsWith(".png");
  }
}
