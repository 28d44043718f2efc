package dev.restrict.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The bytes as linux/landlock.h, linux/filter.h, poll.h and linux/time_types.h lay them out. */
class StructsTest {

  @Test
  void aRulesetGrowsWithTheAbi() {
    assertThat(hex(Structs.rulesetAttr(1, 0x1fff, 3, 1))).isEqualTo("ff1f000000000000");
    assertThat(hex(Structs.rulesetAttr(3, 0x7fff, 0, 0))).isEqualTo("ff7f000000000000");
    assertThat(hex(Structs.rulesetAttr(4, 1, 3, 1))).isEqualTo("01000000000000000300000000000000");
    assertThat(hex(Structs.rulesetAttr(5, 1, 3, 1))).hasSize(32);
    assertThat(hex(Structs.rulesetAttr(6, 1, 3, 2)))
        .isEqualTo("010000000000000003000000000000000200000000000000");
    assertThat(hex(Structs.rulesetAttr(99, 1, 3, 2))).hasSize(48);
  }

  @Test
  void rulesNameADescriptorOrAPort() {
    assertThat(hex(Structs.pathBeneathAttr(1L << 16, 7))).isEqualTo("000001000000000007000000");
    assertThat(hex(Structs.netPortAttr(1, 65535))).isEqualTo("0100000000000000ffff000000000000");
  }

  @Test
  void theRest() {
    assertThat(hex(Structs.sockFprog(4096, 0x7fff_1234_5678_9abcL)))
        .isEqualTo("0010000000000000bc9a78563412ff7f");
    assertThat(hex(Structs.pollfd(5, 1))).isEqualTo("0500000001000000");
    assertThat(hex(Structs.timespec(2, 3))).isEqualTo("02000000000000000300000000000000");
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
