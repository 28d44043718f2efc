package dev.restrict.seccomp;

import static dev.restrict.seccomp.SpecBuilder.ownPid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FilterSpecTest {

  @Test
  void isNotChangedByWhatItWasMadeOf() {
    SpecBuilder builder = new SpecBuilder().grant(1);
    FilterSpec spec = builder.build();
    builder.grant(1, ownPid(0)).grant(2).observed.add(3);
    builder.fixed.put(4, Action.ALLOW);
    assertThat(spec).isEqualTo(new SpecBuilder().grant(1).build());
    assertThatThrownBy(() -> spec.grants().put(5, List.of()))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> spec.grants().get(1).add(List.of()))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> spec.observed().add(5))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void refusesNumbersOfForeignAbis() {
    for (int nr : new int[] {-1, 0x4000_0000}) {
      assertThatIllegalArgumentException().isThrownBy(() -> new SpecBuilder().grant(nr).build());
      SpecBuilder fixed = new SpecBuilder();
      fixed.fixed.put(nr, Action.ALLOW);
      assertThatIllegalArgumentException().isThrownBy(fixed::build);
      SpecBuilder observed = new SpecBuilder();
      observed.observed.add(nr);
      assertThatIllegalArgumentException().isThrownBy(observed::build);
      SpecBuilder never =
          new SpecBuilder()
              .denial(new Denial.Trap(List.of(), Action.TRAP, Action.enosys(), Set.of(nr)));
      assertThatIllegalArgumentException().isThrownBy(never::build);
    }
  }

  @Test
  void refusesToLetForeignAbisIn() {
    for (Action action : List.of(Action.ALLOW, Action.LOG)) {
      SpecBuilder builder = new SpecBuilder();
      builder.foreign = action;
      assertThatIllegalArgumentException().isThrownBy(builder::build);
    }
  }

  @Test
  void needsAPidForACheckOfIt() {
    SpecBuilder builder = new SpecBuilder().grant(1);
    builder.pid = 0;
    assertThat(builder.build().pid()).isZero();
    assertThatIllegalArgumentException().isThrownBy(builder.grant(62, ownPid(0))::build);
  }

  @Test
  void refusesNulls() {
    SpecBuilder denial = new SpecBuilder().denial(null);
    assertThatThrownBy(denial::build).isInstanceOf(NullPointerException.class);
    SpecBuilder fixed = new SpecBuilder();
    fixed.fixed.put(1, null);
    assertThatThrownBy(fixed::build).isInstanceOf(NullPointerException.class);
    SpecBuilder grants = new SpecBuilder();
    grants.grants.put(1, new ArrayList<>(java.util.Collections.singletonList(null)));
    assertThatThrownBy(grants::build).isInstanceOf(NullPointerException.class);
  }

  @Test
  void anIpRangeIsUnsignedAndNotEmpty() {
    IpRange top = new IpRange(0x7fff_ffff_ffff_ffffL, 0xffff_0000_0000_0000L);
    assertThat(top.contains(0x8000_0000_0000_0000L)).isTrue();
    assertThat(top.contains(0)).isFalse();
    assertThat(top).hasToString("7fffffffffffffff-ffff000000000000");
    assertThatIllegalArgumentException().isThrownBy(() -> new IpRange(5, 5));
    assertThatIllegalArgumentException().isThrownBy(() -> new IpRange(-1, 5));
  }
}
