package dev.restrict.audit.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.judge.FileType;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RecorderTest {

  private static List<String> lines(Sight... sights) {
    return Sight.recording(sights).facts().keySet().stream().map(Fact::line).toList();
  }

  @Test
  void whatEveryJvmMayDoIsNotRecorded() {
    assertThat(
            lines(
                Sight.open("/app/app.jar", 0),
                Sight.open("/usr/lib/jvm/jdk/lib/modules", 0),
                Sight.open("/proc/4711/task/4712/comm", 0),
                Sight.open("/proc/self/maps", 0),
                Sight.call("read", 3),
                Sight.call("tgkill", Sight.PID, 1, 2)))
        .isEmpty();
  }

  @Test
  void keepsOfArgumentsWhatTheTableLooksAt() {
    assertThat(
            lines(
                Sight.call("socket", 2, 0x80801, 0),
                Sight.call("socket", 2, 1, 0),
                Sight.call("kill", 99, 15),
                Sight.call("sendto", 7, 0x1234, 10, 0x4000),
                Sight.call("sendto", 7, 0, 10, 0, 0x7f1234567890L, 16),
                Sight.call("sendto", 7, 0, 10, 0, 0x7f1234567990L, 16),
                Sight.call("ioctl", 5, 0x12345678)))
        .containsExactly(
            "call ioctl 1=0x12345678",
            "call kill 0=other",
            "call sendto 3=0x0 4=0x0",
            "call sendto 3=0x0 4=other",
            "call socket 0=0x2 1=0x1 2=0x0");
  }

  @Test
  void accessComesFromTheCall() {
    assertThat(
            lines(
                Sight.open("/data/read", 0),
                Sight.open("/data/write", Sight.O_WRONLY),
                Sight.open("/data/new/made", Sight.O_WRONLY | Sight.O_CREAT),
                Sight.call("unlink").path("/data/gone/x", FileType.MISSING, Named.Age.UNKNOWN),
                Sight.call("execve").path("/usr/bin/git")))
        .contains(
            "path /data/read r openat",
            "path /data/write w openat",
            "path /data/new cw openat",
            "path /data/gone c unlink",
            "path /usr/bin/git x execve");
  }

  @Test
  void renameTakesBothFolders() {
    assertThat(
            lines(
                Sight.call("rename")
                    .path("/a/x", FileType.MISSING, Named.Age.UNKNOWN)
                    .second("/b/y")))
        .contains("path /a c rename", "path /b c rename");
  }

  @Test
  void whatWasThereBeforeIsNotCreated() {
    assertThat(
            lines(
                Sight.call("mkdir").path("/data", FileType.DIRECTORY, Named.Age.OLD),
                Sight.open("/data/old.log", Sight.O_WRONLY | Sight.O_CREAT)
                    .path("/data/old.log", FileType.REGULAR, Named.Age.OLD),
                Sight.open("/dev/null", Sight.O_WRONLY | Sight.O_CREAT)
                    .path("/dev/null", FileType.CHAR, Named.Age.UNKNOWN)))
        .filteredOn(line -> line.startsWith("path"))
        .containsExactly("path /data/old.log w openat");
  }

  @Test
  void unixSocketsTakeTheFolderOrTheSocket() {
    assertThat(
            lines(
                Sight.call("bind").path("/run/app/s", FileType.SOCKET, Named.Age.NEW),
                Sight.call("connect").path("/run/db/s", FileType.SOCKET, Named.Age.OLD)))
        .contains("path /run/app c bind", "path /run/db/s w connect");
  }

  @Test
  void runDependentPathsAreOneFact() {
    assertThat(
            lines(
                Sight.open("/proc/12/stat", 0),
                Sight.open("/proc/13/stat", 0),
                Sight.open("/home/app/.cache/20260101", 0),
                Sight.open("/proc/14/fd", 0)
                    .path("/proc/14/fd", FileType.DIRECTORY, Named.Age.NEW)
                    .child()))
        .containsExactly("path ${user.home}/.cache/* r openat", "path /proc/*/stat r openat");
  }

  @Test
  void memoryIsBoundedAndWhatIsDroppedIsCounted() {
    Recorder recorder = Sight.recorder("web-1");
    for (int i = 0; i < 2 * Recorder.FACTS; i++) {
      recorder.add(Sight.open("/d" + letters(i) + "/x", 0).seen());
    }
    for (int i = 0; i < 1000; i++) {
      recorder.add(Sight.open("/names/" + letters(i), 0).seen());
    }
    recorder.dropped(5);
    Recording recording = recorder.recording();

    assertThat(recording.facts()).hasSize(Recorder.FACTS);
    assertThat(recording.lost()).isEqualTo(Recorder.FACTS + 1000L + 5);
  }

  @Test
  void aFolderWithManyNamesIsOneFact() {
    Recorder recorder = Sight.recorder("web-1");
    for (int i = 0; i < 1000; i++) {
      recorder.add(Sight.open("/names/" + letters(i), 0).seen());
    }
    assertThat(recorder.recording().facts())
        .hasSize(Recorder.FOLDER + 1)
        .containsKey(
            new Fact.PathUse(
                "openat", "/names/*", java.util.Set.of(dev.restrict.AccessFlag.READ), false));
    assertThat(recorder.recording().lost()).isZero();
  }

  private static String letters(int number) {
    return Integer.toString(number, 26).replaceAll("\\d", "z$0z");
  }

  @Test
  void countsFromManyThreads() throws InterruptedException {
    Recorder recorder = Sight.recorder("web-1");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    for (int i = 0; i < 8; i++) {
      String name = "exec-" + i;
      threads.execute(
          () -> {
            for (int n = 0; n < 500; n++) {
              recorder.add(Sight.call("pipe2").thread(name).seen());
            }
          });
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

    Evidence evidence = recorder.recording().facts().values().iterator().next();
    assertThat(evidence.count()).isEqualTo(4000);
    assertThat(evidence.threads()).containsExactly("exec-*");
  }

  @Test
  void firstSeenIsTheEarliest() {
    Recording recording =
        Sight.recording(
            Sight.call("pipe2").phase(Seen.SHUTDOWN).at("2026-01-02T00:00:00Z"),
            Sight.call("pipe2").phase(Seen.START).at("2026-01-01T00:00:00Z"));
    assertThat(recording.facts().values()).extracting(Evidence::phase).containsExactly("start");
  }
}
