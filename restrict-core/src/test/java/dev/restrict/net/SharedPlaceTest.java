package dev.restrict.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SharedPlaceTest {

  private final AtomicReference<String> value = new AtomicReference<>("original");
  private final SharedPlace<String> place = new SharedPlace<>(value::get, value::set);

  @Test
  void whatWasThereBeforeComesBackInAnyOrder() {
    Claim first = place.put("first");
    Claim second = place.put("second");
    Claim third = place.put("third");
    second.release();
    assertThat(value).hasValue("third");
    third.release();
    assertThat(value).hasValue("first");
    first.release();
    assertThat(value).hasValue("original");
  }

  @Test
  void theLastOneOutRestoresTheOriginal() {
    Claim first = place.put("first");
    Claim second = place.put("second");
    first.release();
    second.release();
    assertThat(value).hasValue("original");
  }

  @Test
  void aReplacedValueComesBackAsItsSuccessor() {
    SharedPlace<String>.Layer first = place.put("first");
    Claim second = place.put("second");
    first.replace("renewed");
    assertThat(value).hasValue("second");
    second.release();
    assertThat(value).hasValue("renewed");
  }

  @Test
  void nothingIsDoneAfterTheRelease() {
    SharedPlace<String>.Layer first = place.put("first");
    first.release();
    value.set("somebody else's");
    first.replace("late");
    first.release();
    assertThat(value).hasValue("somebody else's");
  }

  @Test
  void whatSomebodyElseHasPutThereStays() {
    Claim first = place.put("first");
    value.set("somebody else's");
    first.release();
    assertThat(value).hasValue("somebody else's");
  }
}
