package dev.restrict.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ActionTest {

  @Test
  void hasTheKernelsValues() {
    assertThat(Action.KILL_PROCESS.value()).isEqualTo(0x8000_0000);
    assertThat(Action.KILL_THREAD.value()).isZero();
    assertThat(Action.TRAP.value()).isEqualTo(0x0003_0000);
    assertThat(Action.errno(1).value()).isEqualTo(0x0005_0001);
    assertThat(Action.enosys().value()).isEqualTo(0x0005_0026);
    assertThat(Action.USER_NOTIF.value()).isEqualTo(0x7fc0_0000);
    assertThat(Action.LOG.value()).isEqualTo(0x7ffc_0000);
    assertThat(Action.ALLOW.value()).isEqualTo(0x7fff_0000);
  }

  @Test
  void readsAsInTheKernelsHeader() {
    assertThat(Action.enosys()).hasToString("SECCOMP_RET_ERRNO(ENOSYS)");
    assertThat(Action.errno(1)).hasToString("SECCOMP_RET_ERRNO(EPERM)");
    assertThat(Action.errno(4000)).hasToString("SECCOMP_RET_ERRNO(errno 4000)");
    assertThat(Action.KILL_PROCESS).hasToString("SECCOMP_RET_KILL_PROCESS");
    assertThat(Action.ALLOW).hasToString("SECCOMP_RET_ALLOW");
  }

  @Test
  void refusesWhatTheKernelWouldReadAsSomethingElse() {
    for (int errno : new int[] {-1, 0, 4096}) {
      assertThatIllegalArgumentException().isThrownBy(() -> Action.errno(errno));
    }
    for (int value : new int[] {0x7fff_0001, 1, 0x1234_0000, 0x0005_0000, 0x0005_1000}) {
      assertThatIllegalArgumentException().isThrownBy(() -> new Action(value));
    }
  }
}
