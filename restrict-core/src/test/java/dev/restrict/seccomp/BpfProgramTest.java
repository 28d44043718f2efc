package dev.restrict.seccomp;

import static dev.restrict.seccomp.SpecBuilder.intIs;
import static dev.restrict.seccomp.SpecBuilder.intMasked;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.linux.Arch;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class BpfProgramTest {

  private final BpfProgram program =
      new SpecBuilder()
          .grant("socket", intIs(0, 2), intMasked(1, 0xf, 1))
          .fix("clone3", Action.enosys())
          .compile();

  @Test
  void isAnArrayOfSockFilters() {
    byte[] bytes = program.toNative();
    assertThat(bytes).hasSize(8 * program.size());
    assertThat(HexFormat.of().formatHex(bytes, 0, 8)).isEqualTo("2000000004000000");
    assertThat(HexFormat.of().formatHex(bytes, 8, 10)).isEqualTo("1500");
    assertThat(HexFormat.of().formatHex(bytes, 12, 16)).isEqualTo("3e0000c0");
  }

  @Test
  void givesItsBytesAwayAsACopy() {
    program.toNative()[0] = 99;
    assertThat(program.toNative()[0]).isEqualTo((byte) 0x20);
  }

  @Test
  void isReadable() {
    String dump = program.dump(Arch.X86_64);
    assertThat(dump.lines()).hasSize(program.size());
    assertThat(dump)
        .contains("   0: load arch")
        .contains("if   arch == 0xc000003e goto 2 else")
        .contains("if   nr & 0x40000000 goto")
        .contains("nr == clone3")
        .contains("load arg0.low")
        .contains("if   arg0.low == 0x2 goto")
        .contains("and  0xf")
        .contains("if   A == 0x1 goto")
        .contains("ret  SECCOMP_RET_ERRNO(ENOSYS)")
        .contains("ret  SECCOMP_RET_ALLOW");
    assertThat(program.toString()).contains("nr == 435");
  }
}
