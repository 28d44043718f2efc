package dev.restrict.audit.recording;

import dev.restrict.Protocol;
import dev.restrict.judge.FileType;
import dev.restrict.linux.Arch;
import dev.restrict.linux.SocketAddress;
import dev.restrict.promise.Surroundings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds what is seen, and a recorder of a machine that is always the same. */
public final class Sight {

  public static final int PID = 4711;
  public static final long AT_FDCWD = -100;
  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;
  public static final int O_CREAT = 0100;

  private final String syscall;
  private final List<Long> args = new ArrayList<>();
  private Optional<Named> path = Optional.empty();
  private Optional<Named> second = Optional.empty();
  private Optional<SocketAddress.Inet> address = Optional.empty();
  private Optional<Protocol> protocol = Optional.empty();
  private boolean child;
  private String thread = "main";
  private String phase = Seen.REQUEST;
  private Instant time = Instant.parse("2026-01-01T00:00:00Z");
  private Optional<List<String>> stack = Optional.empty();

  private Sight(String syscall, long... args) {
    this.syscall = syscall;
    for (long arg : args) {
      this.args.add(arg);
    }
    while (this.args.size() < 6) {
      this.args.add(0L);
    }
  }

  public static Sight call(String syscall, long... args) {
    return new Sight(syscall, args);
  }

  public static Sight open(String path, int flags) {
    return call("openat", AT_FDCWD, 0, flags).path(path);
  }

  public Sight path(String path) {
    return path(path, FileType.REGULAR, Named.Age.UNKNOWN);
  }

  public Sight path(String path, FileType now, Named.Age age) {
    this.path = Optional.of(new Named(path, now, age));
    return this;
  }

  public Sight second(String path) {
    this.second = Optional.of(Named.of(path, FileType.REGULAR));
    return this;
  }

  public Sight tcp(String host, int port) {
    this.address = Optional.of(new SocketAddress.Inet(host, port));
    this.protocol = Optional.of(Protocol.TCP);
    return this;
  }

  public Sight udp(String host, int port) {
    this.address = Optional.of(new SocketAddress.Inet(host, port));
    this.protocol = Optional.of(Protocol.UDP);
    return this;
  }

  public Sight child() {
    this.child = true;
    return this;
  }

  public Sight thread(String name) {
    this.thread = name;
    return this;
  }

  public Sight phase(String phase) {
    this.phase = phase;
    return this;
  }

  public Sight at(String time) {
    this.time = Instant.parse(time);
    return this;
  }

  public Sight stack(String... frames) {
    this.stack = Optional.of(List.of(frames));
    return this;
  }

  public Seen seen() {
    return new Seen(
        Arch.X86_64,
        time,
        phase,
        syscall,
        args,
        path,
        second,
        address,
        protocol,
        child,
        thread,
        stack);
  }

  public static Surroundings surroundings() {
    return new Surroundings(
        Map.of(
            Surroundings.JAVA_HOME, List.of(Path.of("/usr/lib/jvm/jdk")),
            Surroundings.CLASS_PATH, List.of(Path.of("/app/app.jar")),
            Surroundings.TMPDIR, List.of(Path.of("/tmp")),
            Surroundings.PERFORMANCE_DATA, List.of(Path.of("/tmp/hsperfdata_app")),
            Surroundings.LIBRARIES, List.of(Path.of("/usr/lib"), Path.of("/etc/ld.so.cache")),
            Surroundings.LOADERS, List.of(Path.of("/usr/lib64/ld-linux-x86-64.so.2"))));
  }

  public static Recorder recorder(String instance) {
    return new Recorder(instance, PID, surroundings(), Path.of("/home/app"), Path.of("/app"));
  }

  public static Recording recording(Sight... sights) {
    return recording("web-1", sights);
  }

  public static Recording recording(String instance, Sight... sights) {
    Recorder recorder = recorder(instance);
    for (Sight sight : sights) {
      recorder.add(sight.seen());
    }
    return recorder.recording();
  }
}
