package dev.restrict.judge;

import static dev.restrict.judge.FileType.MISSING;
import static dev.restrict.judge.FileType.REGULAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restrict.PortFlag;
import dev.restrict.Protocol;
import dev.restrict.judge.PathCall.PathArg;
import dev.restrict.linux.Arch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PathCallTest {

  /**
   * Flags in octal, as in {@code fcntl.h}; what each line says was seen on Linux 6.18 where a mark
   * + stands.
   */
  @ParameterizedTest
  @CsvSource({
    "0, REGULAR, /d/f: READ_FILE",
    "01, REGULAR, /d/f: WRITE_FILE",
    "02, REGULAR, /d/f: WRITE_FILE READ_FILE",
    "03, REGULAR, ''", // +
    "03, DIRECTORY, ''",
    "0, DIRECTORY, /d/f: READ_DIR", // +
    "0200000, DIRECTORY, /d/f: READ_DIR",
    "0200000, REGULAR, ''", // + ENOTDIR
    "01, DIRECTORY, ''", // + EISDIR
    "0100, DIRECTORY, ''",
    "01000, DIRECTORY, ''", // + EISDIR
    "01000, REGULAR, /d/f: READ_FILE TRUNCATE", // +
    "01001, REGULAR, /d/f: WRITE_FILE TRUNCATE",
    "01002, FIFO, /d/f: WRITE_FILE READ_FILE", // +
    "01001, CHAR, /d/f: WRITE_FILE",
    "0, MISSING, ''", // + ENOENT
    "01101, MISSING, /d: WRITE_FILE MAKE_REG", // +
    "0100, MISSING, /d: READ_FILE MAKE_REG",
    "0101, REGULAR, /d/f: WRITE_FILE", // +
    "0301, MISSING, /d: WRITE_FILE MAKE_REG",
    "0301, REGULAR, ''", // + EEXIST
    "0200100, MISSING, ''",
    "010000000, REGULAR, ''", // +
    "010000100, MISSING, ''",
    "020200001, DIRECTORY, /d/f: WRITE_FILE", // +
    "020200002, DIRECTORY, /d/f: WRITE_FILE READ_FILE", // +
    "020200000, DIRECTORY, ''",
    "020200001, REGULAR, ''",
    "0400000, SYMLINK, ''"
  })
  void open(String octal, FileType type, String needs) {
    long flags = Long.parseLong(octal, 8) | 0xffff_ffff_0000_0000L;
    Target target = new Target(Path.of("/d/f"), type);
    assertThat(text(PathCall.OPEN, args(0, flags), target)).isEqualTo(needs);
    assertThat(text(PathCall.OPENAT, args(0, 0, flags), target)).isEqualTo(needs);
    assertThat(text(PathCall.OPENAT2, args(0, 0, flags), target)).isEqualTo(needs);
  }

  @ParameterizedTest
  @CsvSource({
    "CREAT, 0, MISSING, /d: WRITE_FILE MAKE_REG",
    "CREAT, 0, REGULAR, /d/f: WRITE_FILE TRUNCATE",
    "TRUNCATE, 0, REGULAR, /d/f: TRUNCATE", // +
    "TRUNCATE, 0, DIRECTORY, ''",
    "TRUNCATE, 0, MISSING, ''",
    "MKDIR, 0, MISSING, /d: MAKE_DIR",
    "MKDIR, 0, DIRECTORY, ''", // + EEXIST
    "MKDIRAT, 0, MISSING, /d: MAKE_DIR",
    "RMDIR, 0, DIRECTORY, /d: REMOVE_DIR",
    "RMDIR, 0, REGULAR, /d: REMOVE_DIR", // +
    "RMDIR, 0, MISSING, ''",
    "UNLINK, 0, REGULAR, /d: REMOVE_FILE",
    "UNLINK, 0, DIRECTORY, /d: REMOVE_FILE", // +
    "UNLINK, 0, MISSING, ''", // + ENOENT
    "UNLINKAT, 0, SYMLINK, /d: REMOVE_FILE",
    "UNLINKAT, 512, DIRECTORY, /d: REMOVE_DIR",
    "SYMLINK, 0, MISSING, /d: MAKE_SYM",
    "SYMLINKAT, 0, MISSING, /d: MAKE_SYM",
    "SYMLINK, 0, REGULAR, ''",
    "EXECVE, 0, REGULAR, /d/f: EXECUTE READ_FILE", // +
    "EXECVEAT, 0, REGULAR, /d/f: EXECUTE READ_FILE",
    "EXECVE, 0, DIRECTORY, ''",
    "EXECVE, 0, MISSING, ''",
    "BIND, 0, MISSING, /d: MAKE_SOCK", // +
    "BIND, 0, SOCKET, ''", // + EADDRINUSE
    "CONNECT, 0, SOCKET, ''"
  })
  void onePath(PathCall call, long third, FileType type, String needs) {
    assertThat(text(call, args(0, 0, third), new Target(Path.of("/d/f"), type))).isEqualTo(needs);
  }

  @ParameterizedTest
  @CsvSource({
    "0100644, MAKE_REG",
    "0644, MAKE_REG",
    "0020644, MAKE_CHAR",
    "0060644, MAKE_BLOCK",
    "0010644, MAKE_FIFO",
    "0140644, MAKE_SOCK",
    "0040644, ''",
    "0120644, ''",
    "0170000, ''"
  })
  void mknod(String mode, String right) {
    long octal = Long.parseLong(mode, 8);
    String needs = right.isEmpty() ? "" : "/d: " + right;
    Target target = new Target(Path.of("/d/f"), MISSING);
    assertThat(text(PathCall.MKNOD, args(0, octal, 5), target)).isEqualTo(needs);
    assertThat(text(PathCall.MKNODAT, args(0, 0, octal, 5), target)).isEqualTo(needs);
    Target there = new Target(Path.of("/d/f"), REGULAR);
    assertThat(text(PathCall.MKNOD, args(0, octal, 5), there)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    // flags: 0, 1 RENAME_NOREPLACE, 2 RENAME_EXCHANGE
    "0, /a/f, REGULAR, /a/g, MISSING, /a: REMOVE_FILE MAKE_REG",
    "0, /a/f, REGULAR, /a/g, REGULAR, /a: REMOVE_FILE MAKE_REG",
    "0, /a/f, REGULAR, /b/g, MISSING, /a: REMOVE_FILE REFER; /b: MAKE_REG REFER", // +
    "0, /a/f, REGULAR, /b/g, SYMLINK, /a: REMOVE_FILE REFER; /b: REMOVE_FILE MAKE_REG REFER", // +
    "0, /a/f, DIRECTORY, /b/g, DIRECTORY, /a: REMOVE_DIR REFER; /b: REMOVE_DIR MAKE_DIR REFER",
    "0, /a/f, SYMLINK, /b/g, MISSING, /a: REMOVE_FILE REFER; /b: MAKE_SYM REFER",
    "0, /a/f, MISSING, /b/g, MISSING, ''", // + ENOENT
    "1, /a/f, REGULAR, /b/g, REGULAR, ''",
    "1, /a/f, FIFO, /b/g, MISSING, /a: REMOVE_FILE REFER; /b: MAKE_FIFO REFER",
    "2, /a/f, REGULAR, /b/g, DIRECTORY, "
        + "/a: REMOVE_FILE MAKE_DIR REFER; /b: REMOVE_DIR MAKE_REG REFER",
    "2, /a/f, REGULAR, /b/g, MISSING, ''",
    "0, /, DIRECTORY, /b/g, MISSING, ''"
  })
  void rename(long flags, String from, FileType old, String to, FileType made, String needs) {
    Target first = new Target(Path.of(from), old);
    Target second = new Target(Path.of(to), made);
    assertThat(text(PathCall.RENAMEAT2, args(0, 0, 0, 0, flags), first, second)).isEqualTo(needs);
    if (flags == 0) {
      // These have no flags: what the registers hold there means nothing.
      assertThat(text(PathCall.RENAME, args(0, 0, 0, 0, 3), first, second)).isEqualTo(needs);
      assertThat(text(PathCall.RENAMEAT, args(0, 0, 0, 0, 3), first, second)).isEqualTo(needs);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/a/f, REGULAR, /a/g, MISSING, /a: MAKE_REG",
    "/a/f, REGULAR, /b/g, MISSING, /a: REFER; /b: MAKE_REG REFER",
    "/a/f, DIRECTORY, /a/g, MISSING, /a: MAKE_DIR", // +
    "/a/f, REGULAR, /b/g, REGULAR, ''",
    "/a/f, MISSING, /b/g, MISSING, ''"
  })
  void link(String from, FileType old, String to, FileType made, String needs) {
    Target first = new Target(Path.of(from), old);
    Target second = new Target(Path.of(to), made);
    assertThat(text(PathCall.LINK, args(), first, second)).isEqualTo(needs);
    assertThat(text(PathCall.LINKAT, args(), first, second)).isEqualTo(needs);
  }

  /** The signatures of the manual pages, section 2. */
  @ParameterizedTest
  @CsvSource({
    "open, -1 0",
    "openat, 0 1",
    "openat2, 0 1",
    "creat, -1 0",
    "truncate, -1 0",
    "mkdir, -1 0",
    "mkdirat, 0 1",
    "rmdir, -1 0",
    "unlink, -1 0",
    "unlinkat, 0 1",
    "rename, -1 0 -1 1",
    "renameat, 0 1 2 3",
    "renameat2, 0 1 2 3",
    "link, -1 0 -1 1",
    "linkat, 0 1 2 3",
    "symlink, -1 1",
    "symlinkat, 1 2",
    "mknod, -1 0",
    "mknodat, 0 1",
    "execve, -1 0",
    "execveat, 0 1",
    "bind, -1 1",
    "connect, -1 1"
  })
  void arguments(String syscall, String indexes) {
    PathCall call = PathCall.of(syscall).orElseThrow();
    assertThat(call.syscall()).isEqualTo(syscall);
    List<Integer> found = new ArrayList<>();
    for (PathArg arg : call.paths()) {
      found.add(arg.dirfd());
      found.add(arg.path());
    }
    assertThat(found.stream().map(String::valueOf).collect(Collectors.joining(" ")))
        .isEqualTo(indexes);
    assertThat(call.kind())
        .isEqualTo(syscall.matches("bind|connect") ? PathCall.Kind.SOCKADDR : PathCall.Kind.PATH);
  }

  @ParameterizedTest
  @EnumSource(PathCall.class)
  void everyCallSaysWhetherItFollowsLinks(PathCall call) {
    boolean follows =
        EnumSet.of(
                PathCall.OPEN,
                PathCall.OPENAT,
                PathCall.OPENAT2,
                PathCall.CREAT,
                PathCall.TRUNCATE,
                PathCall.EXECVE,
                PathCall.EXECVEAT,
                PathCall.CONNECT,
                PathCall.SENDTO)
            .contains(call);
    assertThat(call.followsLast(Arch.X86_64, args(), 0)).isEqualTo(follows);
    assertThat(call.followsLast(Arch.X86_64, args(), 1)).isFalse();
  }

  @Test
  void flagsDecideWhetherLinksAreFollowed() {
    assertThat(PathCall.OPEN.followsLast(Arch.X86_64, args(0, 0400000), 0)).isFalse();
    assertThat(PathCall.OPENAT.followsLast(Arch.X86_64, args(0, 0, 0300), 0)).isFalse();
    assertThat(PathCall.OPENAT.followsLast(Arch.X86_64, args(0, 0, 0100), 0)).isTrue();
    assertThat(PathCall.OPENAT2.followsLast(Arch.X86_64, args(0, 0, 0200), 0)).isTrue();
    assertThat(PathCall.LINKAT.followsLast(Arch.X86_64, args(0, 0, 0, 0, 0x400), 0)).isTrue();
    assertThat(PathCall.LINKAT.followsLast(Arch.X86_64, args(0, 0, 0, 0, 0x400), 1)).isFalse();
    assertThat(PathCall.EXECVEAT.followsLast(Arch.X86_64, args(0, 0, 0, 0, 0x100), 0)).isFalse();
  }

  @Test
  void theFlagsOfOpenAreThoseOfTheArchitecture() {
    Target made = new Target(Path.of("/data/made"), FileType.MISSING);
    // 040000 is O_DIRECT and O_DIRECTORY, 0100000 is O_LARGEFILE and O_NOFOLLOW.
    long[] args = args(0, 0, 0101 | 040000);
    assertThat(PathCall.OPENAT.needs(Arch.X86_64, args, List.of(made))).isNotEmpty();
    assertThat(PathCall.OPENAT.needs(Arch.AARCH64, args, List.of(made))).isEmpty();
    assertThat(PathCall.OPENAT.followsLast(Arch.X86_64, args(0, 0, 0100000), 0)).isTrue();
    assertThat(PathCall.OPENAT.followsLast(Arch.AARCH64, args(0, 0, 0100000), 0)).isFalse();
    assertThat(PathCall.OPENAT.followsLast(Arch.AARCH64, args(0, 0, 0400000), 0)).isTrue();
  }

  @Test
  void onlyOpenat2HasFlagsBehindAPointer() {
    for (PathCall call : PathCall.values()) {
      assertThat(call.flagsPointer().isPresent()).isEqualTo(call == PathCall.OPENAT2);
    }
  }

  @Test
  void otherCallsAreNotJudged() {
    assertThat(PathCall.of("read")).isEmpty();
    assertThat(PathCall.of("stat")).isEmpty();
  }

  @Test
  void portsAreOfSocketsOnly() {
    for (Protocol protocol : Protocol.values()) {
      assertThat(PathCall.BIND.uses(protocol)).contains(PortFlag.BIND);
      assertThat(PathCall.CONNECT.uses(protocol)).contains(PortFlag.CONNECT);
    }
    assertThatThrownBy(() -> PathCall.OPEN.uses(Protocol.TCP))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> PathCall.RENAME.needs(Arch.X86_64, args(), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The kernel takes no notice of the address of a stream, and there may be none. */
  @Test
  void sendingToAnAddressIsConnecting() {
    assertThat(PathCall.SENDTO.uses(Protocol.UDP)).contains(PortFlag.CONNECT);
    assertThat(PathCall.SENDTO.uses(Protocol.TCP)).isEmpty();
    assertThat(PathCall.SENDTO.paths()).containsExactly(new PathCall.PathArg(-1, 4));
    for (PathCall call : PathCall.values()) {
      assertThat(call.optionalPointer().isPresent()).isEqualTo(call == PathCall.SENDTO);
    }
  }

  private static String text(PathCall call, long[] args, Target... targets) {
    return call.needs(Arch.X86_64, args, List.of(targets)).stream()
        .map(Need.OnPath.class::cast)
        .map(
            need ->
                need.path()
                    + ": "
                    + need.rights().stream()
                        .sorted()
                        .map(Enum::name)
                        .collect(Collectors.joining(" ")))
        .collect(Collectors.joining("; "));
  }

  private static long[] args(long... first) {
    long[] six = new long[6];
    System.arraycopy(first, 0, six, 0, first.length);
    return six;
  }
}
