package dev.restrict.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ArchTest {

  private static final Path HEADER = Path.of("/usr/include/x86_64-linux-gnu/asm/unistd_64.h");
  private static final Pattern DEFINE = Pattern.compile("#define __NR_(\\w+) (\\d+)");

  @Test
  void isFoundByTheNamesOfOsArch() {
    assertThat(Arch.of("amd64")).contains(Arch.X86_64);
    assertThat(Arch.of("x86_64")).contains(Arch.X86_64);
    assertThat(Arch.of("i386")).isEmpty();
    assertThat(Arch.X86_64.audit()).isEqualTo(0xc000_003e);
    assertThat(Arch.osArchs()).contains("amd64").hasSameSizeAs(Arch.values());
  }

  @Test
  void namesAndNumbersAreInverse() {
    Map<Integer, String> numbers = Arch.X86_64.numbers();
    assertThat(numbers).hasSize(383);
    assertThat(new HashSet<>(numbers.values())).hasSameSizeAs(numbers.keySet());
    numbers.forEach(
        (nr, name) -> {
          assertThat(Arch.X86_64.number(name)).isEqualTo(nr);
          assertThat(Arch.X86_64.name(nr)).isEqualTo(name);
          assertThat(Arch.X86_64.has(name)).isTrue();
        });
  }

  @Test
  void coversTheTwoBlocksOfNumbersWithoutAGap() {
    for (int nr = 0; nr <= 469; nr++) {
      boolean gap = nr > 336 && nr < 424;
      assertThat(Arch.X86_64.numbers().containsKey(nr)).as("number %d", nr).isEqualTo(!gap);
    }
  }

  @Test
  void hasWhatDiffersBetweenArchitectures() {
    assertThat(Arch.X86_64.platform()).isEqualTo("linux-x86-64");
    assertThat(Arch.X86_64.O_DIRECTORY).isEqualTo(0x10000);
    assertThat(Arch.X86_64.O_NOFOLLOW).isEqualTo(0x20000);
    assertThat(Arch.X86_64.O_DIRECT).isEqualTo(0x4000);
    assertThat(Arch.X86_64.O_LARGEFILE).isEqualTo(0x8000);
  }

  @Test
  void namesUnknownNumbersAndRefusesUnknownNames() {
    assertThat(Arch.X86_64.name(999)).isEqualTo("syscall_999");
    assertThat(Arch.X86_64.name(-1)).isEqualTo("syscall_4294967295");
    assertThat(Arch.X86_64.has("nope")).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Arch.X86_64.number("nope"))
        .withMessageContaining("nope");
  }

  /** Against the header of the machine that runs the test, where it has one. */
  @Test
  void agreesWithTheKernelsHeader() throws IOException {
    assumeTrue(Files.exists(HEADER), HEADER + " (package linux-libc-dev) is not installed");
    Map<String, Integer> header = new TreeMap<>();
    Matcher matcher = DEFINE.matcher(Files.readString(HEADER));
    while (matcher.find()) {
      header.put(matcher.group(1), Integer.valueOf(matcher.group(2)));
    }
    assertThat(header).hasSizeGreaterThan(350);
    // A newer header may know more; what both know must be the same.
    header.keySet().removeIf(name -> header.get(name) > Arch.X86_64.numbers().lastKey());
    header.forEach((name, nr) -> assertThat(Arch.X86_64.number(name)).as(name).isEqualTo(nr));
  }
}
