package dev.restrict.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ArchTest {

  private static final Pattern DEFINE =
      Pattern.compile("#define (__NR_|__NR3264_|O_)(\\w+) (\\S+)");

  @Test
  void isFoundByTheNamesOfOsArch() {
    assertThat(Arch.of("amd64")).contains(Arch.X86_64);
    assertThat(Arch.of("x86_64")).contains(Arch.X86_64);
    assertThat(Arch.of("aarch64")).contains(Arch.AARCH64);
    assertThat(Arch.of("i386")).isEmpty();
    assertThat(Arch.of("arm")).isEmpty();
    assertThat(Arch.osArchs()).containsExactly("amd64", "aarch64");
  }

  @Test
  void hasTheValuesOfAuditH() {
    assertThat(Arch.X86_64.audit()).isEqualTo(0xc000_003e);
    assertThat(Arch.AARCH64.audit()).isEqualTo(0xc000_00b7);
  }

  @ParameterizedTest
  @CsvSource({"X86_64, 386", "AARCH64, 328"})
  void namesAndNumbersAreInverse(Arch arch, int size) {
    Map<Integer, String> numbers = arch.numbers();
    assertThat(numbers).hasSize(size);
    assertThat(new HashSet<>(numbers.values())).hasSameSizeAs(numbers.keySet());
    numbers.forEach(
        (nr, name) -> {
          assertThat(arch.number(name)).isEqualTo(nr);
          assertThat(arch.name(nr)).isEqualTo(name);
          assertThat(arch.has(name)).isTrue();
        });
  }

  @ParameterizedTest
  @CsvSource({"X86_64, 337, 423", "AARCH64, 295, 423"})
  void coversTheTwoBlocksOfNumbersWithoutAGap(Arch arch, int gapFrom, int gapTo) {
    for (int nr = 0; nr <= 472; nr++) {
      // aarch64 leaves those free that are meant for an architecture's own calls.
      boolean gap =
          (nr >= gapFrom && nr <= gapTo) || (arch == Arch.AARCH64 && nr >= 244 && nr < 260);
      assertThat(arch.numbers().containsKey(nr)).as("number %d", nr).isEqualTo(!gap);
    }
  }

  /** From here on every architecture has the same numbers. */
  @Test
  void newCallsHaveOneNumber() {
    for (int nr = 424; nr <= 472; nr++) {
      assertThat(Arch.AARCH64.name(nr)).isEqualTo(Arch.X86_64.name(nr));
    }
  }

  @Test
  void hasWhatDiffersBetweenArchitectures() {
    assertThat(Arch.X86_64.platform()).isEqualTo("linux-x86-64");
    assertThat(Arch.X86_64.O_DIRECTORY).isEqualTo(0x10000);
    assertThat(Arch.X86_64.O_NOFOLLOW).isEqualTo(0x20000);
    assertThat(Arch.X86_64.O_DIRECT).isEqualTo(0x4000);
    assertThat(Arch.X86_64.O_LARGEFILE).isEqualTo(0x8000);
    assertThat(Arch.AARCH64.platform()).isEqualTo("linux-aarch64");
    assertThat(Arch.AARCH64.O_DIRECTORY).isEqualTo(1 << 14);
    assertThat(Arch.AARCH64.O_NOFOLLOW).isEqualTo(1 << 15);
    assertThat(Arch.AARCH64.O_DIRECT).isEqualTo(1 << 16);
    assertThat(Arch.AARCH64.O_LARGEFILE).isEqualTo(1 << 17);
  }

  @ParameterizedTest
  @EnumSource(Arch.class)
  void namesUnknownNumbersAndRefusesUnknownNames(Arch arch) {
    assertThat(arch.name(999)).isEqualTo("syscall_999");
    assertThat(arch.name(-1)).isEqualTo("syscall_4294967295");
    assertThat(arch.has("nope")).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> arch.number("nope"))
        .withMessageContaining("nope");
  }

  /** Against the kernel's headers, as far as they and a compiler for the architecture are here. */
  @ParameterizedTest
  @EnumSource(Arch.class)
  void agreesWithTheKernelsHeaders(Arch arch) throws IOException, InterruptedException {
    Map<String, String> defined = defined(arch);
    Map<String, Integer> header = new TreeMap<>();
    defined.forEach(
        (name, value) -> {
          // Some are defined by a second name: lseek is __NR3264_lseek.
          String number = value.startsWith("__NR3264_") ? defined.get(value) : value;
          if (name.startsWith("__NR_") && number != null && number.matches("\\d+")) {
            header.put(name.substring("__NR_".length()), Integer.valueOf(number));
          }
        });
    header.keySet().removeAll(List.of("syscalls", "arch_specific_syscall"));
    assertThat(header).hasSizeGreaterThan(300);
    // A newer header may know more; what both know must be the same.
    header.keySet().removeIf(name -> header.get(name) > arch.numbers().lastKey());
    header.forEach((name, nr) -> assertThat(arch.number(name)).as(name).isEqualTo(nr));
    assertThat(flag(defined, "O_DIRECTORY")).isEqualTo(arch.O_DIRECTORY);
    assertThat(flag(defined, "O_NOFOLLOW")).isEqualTo(arch.O_NOFOLLOW);
    assertThat(flag(defined, "O_DIRECT")).isEqualTo(arch.O_DIRECT);
    assertThat(flag(defined, "O_LARGEFILE")).isEqualTo(arch.O_LARGEFILE);
  }

  /** A number of C, in octal or as a shift. */
  private static int flag(Map<String, String> defined, String name) {
    String value = String.valueOf(defined.get(name));
    return value.startsWith("(1<<")
        ? 1 << Integer.parseInt(value.substring(4, value.length() - 1))
        : Integer.parseInt(value, 8);
  }

  private static Map<String, String> defined(Arch arch) throws IOException, InterruptedException {
    boolean own = Arch.of(System.getProperty("os.arch")).filter(arch::equals).isPresent();
    String compiler = own ? "cc" : arch.name().toLowerCase(Locale.ROOT) + "-linux-gnu-gcc";
    Process cc;
    try {
      cc =
          new ProcessBuilder(compiler, "-E", "-dM", "-x", "c", "-")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      assumeTrue(false, compiler + " is not installed");
      throw e;
    }
    try (var in = cc.getOutputStream()) {
      in.write(
          "#include <asm/unistd.h>\n#include <asm/fcntl.h>\n".getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(cc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assumeTrue(cc.waitFor() == 0, "no headers of the kernel for " + compiler);
    Map<String, String> defined = new HashMap<>();
    output
        .lines()
        .forEach(
            line -> {
              Matcher matcher = DEFINE.matcher(line.replace("(1 << ", "(1<<"));
              if (matcher.find()) {
                defined.put(matcher.group(1) + matcher.group(2), matcher.group(3));
              }
            });
    return defined;
  }
}
