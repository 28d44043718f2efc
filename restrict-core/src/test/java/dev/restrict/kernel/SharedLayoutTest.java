package dev.restrict.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SharedLayoutTest {

  private static final Map<String, Integer> EXPORTED =
      Map.of("ring.state", 8, "ring.sizeof", 64, "record.state", 9, "RING_STATE", 1, "OTHER", 2);

  @Test
  void valuesAreFoundByName() {
    assertThat(SharedLayout.match(EXPORTED, List.of("RING_STATE", "RING_SIZEOF"), Set.of("ring")))
        .containsExactly(8, 64);
    assertThat(SharedLayout.match(EXPORTED, List.of("RECORD_STATE"), Set.of("record")))
        .containsExactly(9);
    assertThat(SharedLayout.match(EXPORTED, List.of("OTHER", "RING_STATE"), Set.of("")))
        .containsExactly(2, 1);
  }

  @Test
  void whatOneSideLacksIsNamed() {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> SharedLayout.match(EXPORTED, List.of("RING_SIZEOF", "RING_X"), Set.of("ring")))
        .withMessage(
            "librestrict.so is of another version: it lacks [RING_X], and [RING_STATE] are not"
                + " known here");
  }
}
