package dev.restrict.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceholdersTest {

  private static final Map<String, String> VALUES = Map.of("user.dir", "/srv/app");

  @ParameterizedTest
  @CsvSource({
    "${user.dir}, /srv/app",
    "${user.dir}/data, /srv/app/data",
    "${user.dir}/${user.dir}, /srv/app/${user.dir}",
    "/data/${user.dir}, /data/${user.dir}",
    "${unknown}/x, ${unknown}/x",
    "${user.dir, ${user.dir",
    "/data, /data"
  })
  void theFirstPlaceholderIsResolved(String path, String expected) {
    assertThat(Placeholders.resolve(path, VALUES::get)).isEqualTo(expected);
  }

  @Test
  void aValueIsTakenAsItIs() {
    assertThat(Placeholders.resolve("${a}/x", Map.of("a", "/${a}")::get)).isEqualTo("/${a}/x");
  }

  /** That Spring reads them back is tested where Spring is. */
  @ParameterizedTest
  @CsvSource({
    "${user.dir}/data, ${user.dir}/data",
    "${user.dir}/${x}, ${user.dir}/\\${x}",
    "/${x}, /\\${x}",
    "/${x, /${x",
    "/\\${x}, /\\\\${x}",
    "/\\${x, /\\${x",
    "/${a${b}}, /\\${a\\${b}}",
    "/${a{b}, /${a{b}",
    "/#{x}, /#{x}"
  })
  void whatLooksLikeAPlaceholderIsEscaped(String path, String expected) {
    assertThat(Placeholders.property(path)).isEqualTo(expected);
  }
}
