package dev.restrict.landlock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.AccessFlag;
import dev.restrict.Promise;
import dev.restrict.Protocol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class AbiTest {

  /** The constants of linux/landlock.h, written out once more. */
  @ParameterizedTest
  @CsvSource({
    "EXECUTE, 0x1, 1, true",
    "WRITE_FILE, 0x2, 1, true",
    "READ_FILE, 0x4, 1, true",
    "READ_DIR, 0x8, 1, false",
    "REMOVE_DIR, 0x10, 1, false",
    "REMOVE_FILE, 0x20, 1, false",
    "MAKE_CHAR, 0x40, 1, false",
    "MAKE_DIR, 0x80, 1, false",
    "MAKE_REG, 0x100, 1, false",
    "MAKE_SOCK, 0x200, 1, false",
    "MAKE_FIFO, 0x400, 1, false",
    "MAKE_BLOCK, 0x800, 1, false",
    "MAKE_SYM, 0x1000, 1, false",
    "REFER, 0x2000, 2, false",
    "TRUNCATE, 0x4000, 3, true",
    "IOCTL_DEV, 0x8000, 5, true",
    "RESOLVE_UNIX, 0x10000, 9, true"
  })
  void rightsOnFilesAreTheKernels(FsRight right, String bit, int abi, boolean onFile) {
    assertThat(right.bit()).isEqualTo(Long.decode(bit));
    assertThat(right.abi()).isEqualTo(abi);
    assertThat(right.validOnFile()).isEqualTo(onFile);
    assertThat(right.constant()).isEqualTo("LANDLOCK_ACCESS_FS_" + right);
  }

  @Test
  void rightsOnPortsAndScopesAreTheKernels() {
    assertThat(NetRight.BIND_TCP.bit()).isEqualTo(1);
    assertThat(NetRight.CONNECT_TCP.bit()).isEqualTo(2);
    assertThat(NetRight.BIND_UDP.bit()).isEqualTo(4);
    assertThat(NetRight.CONNECT_SEND_UDP.bit()).isEqualTo(8);
    assertThat(NetRight.CONNECT_SEND_UDP.constant())
        .isEqualTo("LANDLOCK_ACCESS_NET_CONNECT_SEND_UDP");
    for (NetRight right : NetRight.values()) {
      assertThat(right.abi()).isEqualTo(right.protocol() == Protocol.TCP ? 4 : 10);
      assertThat(NetRight.of(right.protocol(), right.flag())).isEqualTo(right);
    }
    assertThat(NetRight.CONNECT_TCP.constant()).isEqualTo("LANDLOCK_ACCESS_NET_CONNECT_TCP");
    assertThat(Scope.ABSTRACT_UNIX_SOCKET.bit()).isEqualTo(1);
    assertThat(Scope.SIGNAL.bit()).isEqualTo(2);
    assertThat(Scope.SIGNAL.constant()).isEqualTo("LANDLOCK_SCOPE_SIGNAL");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "READ   | READ_FILE READ_DIR",
        "WRITE  | WRITE_FILE TRUNCATE IOCTL_DEV RESOLVE_UNIX",
        "CREATE | REMOVE_DIR REMOVE_FILE MAKE_CHAR MAKE_DIR MAKE_REG MAKE_SOCK MAKE_FIFO MAKE_BLOCK"
            + " MAKE_SYM REFER",
        "EXECUTE | EXECUTE"
      })
  void flagsStandForRights(AccessFlag flag, String rights) {
    assertThat(FsRight.of(FsRight.mask(flag))).containsExactlyElementsOf(rights(rights));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RPATH | READ_FILE READ_DIR",
        "WPATH | WRITE_FILE TRUNCATE",
        "CPATH | REMOVE_DIR REMOVE_FILE MAKE_DIR MAKE_REG MAKE_SYM REFER",
        "DPATH | MAKE_CHAR MAKE_FIFO MAKE_BLOCK",
        "UNIX  | MAKE_SOCK RESOLVE_UNIX",
        "EXEC  | EXECUTE"
      })
  void promisesUnlockRights(Promise promise, String rights) {
    assertThat(FsRight.of(FsRight.mask(promise))).containsExactlyElementsOf(rights(rights));
  }

  @Test
  void noOtherPromiseUnlocksARight() {
    long all = 0;
    for (Promise promise : Promise.values()) {
      all |= FsRight.mask(promise);
    }
    assertThat(FsRight.of(all)).hasSize(16).doesNotContain(FsRight.IOCTL_DEV);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 5.13, 13",
    "2, 5.19, 1",
    "3, 6.2, 1",
    "4, 6.7, 2",
    "5, 6.10, 1",
    "6, 6.12, 2",
    "7, 6.15, 0",
    "8, 7.0, 1",
    "9, 7.1, 1",
    "10, 7.2, 2",
    "11, 7.3, 1"
  })
  void everyAbiHasItsLinux(int abi, String linux, int brings) {
    Abi.Version version = Abi.versions().get(abi - 1);
    assertThat(version.abi()).isEqualTo(abi);
    assertThat(version.linux()).isEqualTo(linux).isEqualTo(Abi.linux(abi));
    assertThat(version.brings()).hasSize(brings);
  }

  @Test
  void missingShrinksWithTheAbi() {
    assertThat(Abi.missing(Abi.NEWEST)).isEmpty();
    assertThat(Abi.missing(Abi.NEWEST + 1)).isEmpty();
    assertThat(Abi.missing(10)).containsExactly("LANDLOCK_RESTRICT_SELF_NO_NEW_PRIVS");
    assertThat(Abi.missing(9))
        .containsExactly(
            "LANDLOCK_ACCESS_NET_BIND_UDP",
            "LANDLOCK_ACCESS_NET_CONNECT_SEND_UDP",
            "LANDLOCK_RESTRICT_SELF_NO_NEW_PRIVS");
    assertThat(Abi.missing(8)).startsWith("LANDLOCK_ACCESS_FS_RESOLVE_UNIX").hasSize(4);
    assertThat(Abi.missing(7))
        .startsWith("LANDLOCK_RESTRICT_SELF_TSYNC", "LANDLOCK_ACCESS_FS_RESOLVE_UNIX");
    assertThat(Abi.missing(5)).contains("LANDLOCK_SCOPE_SIGNAL").hasSize(7);
    assertThat(Abi.missing(3)).startsWith("LANDLOCK_ACCESS_NET_BIND_TCP").hasSize(10);
    assertThat(Abi.missing(0)).hasSize(25);
  }

  public static List<FsRight> rights(String names) {
    List<FsRight> rights = new ArrayList<>();
    Arrays.stream(names.trim().split(" +")).map(FsRight::valueOf).forEach(rights::add);
    Collections.sort(rights);
    return rights;
  }
}
