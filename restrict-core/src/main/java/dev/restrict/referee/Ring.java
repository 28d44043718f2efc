package dev.restrict.referee;

import static dev.restrict.linux.Linux.FUTEX_WAIT;
import static dev.restrict.linux.Linux.FUTEX_WAKE;
import static dev.restrict.linux.Linux.MAP_ANONYMOUS;
import static dev.restrict.linux.Linux.MAP_PRIVATE;
import static dev.restrict.linux.Linux.MAP_SHARED;
import static dev.restrict.linux.Linux.PROT_READ;
import static dev.restrict.linux.Linux.PROT_WRITE;

import com.sun.jna.Pointer;
import dev.restrict.Protocol;
import dev.restrict.kernel.Librestrict;
import dev.restrict.kernel.SyscallException;
import dev.restrict.kernel.SystemCalls;
import dev.restrict.landlock.NetRight;
import dev.restrict.linux.Structs;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The records of denied and observed calls: memory that the referee writes and this process reads.
 * Once the referee has it, this side is mapped from a descriptor that was opened only for reading,
 * so it cannot be made writable again.
 */
public final class Ring {

  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /** Enough for denials, which are few, and observed paths. A power of two. */
  public static final int FEW = 4096;

  /** Enough for audit mode, where nearly all calls are recorded. A power of two. */
  public static final int MANY = 32_768;

  private final SystemCalls calls;
  private final int records;
  private final long size;
  private Pointer address;
  private ByteBuffer memory;
  private @Nullable Pointer desk;
  private long read;
  private long dropped;

  /**
   * One record, copied out.
   *
   * @param seq 1 for the first
   * @param held whether the caller was held until {@link #taken}
   * @param protocol of the socket that the call is for, as the kernel names it, such as {@code
   *     TCPv6}; empty if there is none or if it is unknown
   * @param first the name or address that the call gives, as it was written; empty if it gives none
   * @param second the second name, for calls that have two
   */
  @SuppressWarnings("ArrayRecordComponent") // copied out once, never compared or changed
  record Entry(
      long seq,
      long timeNanos,
      int pid,
      int tid,
      int nr,
      boolean denied,
      boolean truncated,
      boolean held,
      long[] args,
      String thread,
      String protocol,
      byte[] first,
      byte[] second) {

    /** By which port rules know the socket; empty if they do not. */
    Optional<Protocol> judgedAs() {
      return NetRight.judgedAs(protocol);
    }

    /** The first name, as text. */
    String firstName() {
      return new String(first, StandardCharsets.UTF_8);
    }

    /** The second name, as text. */
    String secondName() {
      return new String(second, StandardCharsets.UTF_8);
    }
  }

  private Ring(SystemCalls calls, int records, int fd, int flags) {
    this.calls = calls;
    this.records = records;
    this.size =
        RingConstant.RING_HEADER.get()
            + (long) records * RingLayout.RECORD_SIZEOF.get()
            + RingConstant.RING_DESK.get();
    if (fd >= 0) {
      calls.require("memory for the referee", "see the memory limits", "ftruncate", fd, size);
    }
    map(fd, PROT_READ | PROT_WRITE, flags);
    set(RingLayout.RING_RECORD_SIZE, RingLayout.RECORD_SIZEOF.get());
    set(RingLayout.RING_RECORDS, records);
    set(RingLayout.RING_JVM, (int) calls.call("getpid"));
  }

  /** A ring in a memfd, to be shared with the referee. */
  static Ring shared(SystemCalls calls, int records, int fd) {
    return new Ring(calls, records, fd, MAP_SHARED);
  }

  /** A ring of this process's own, for the handler of traps. */
  public static Ring own(SystemCalls calls) {
    return new Ring(calls, FEW, -1, MAP_PRIVATE | MAP_ANONYMOUS);
  }

  private void map(int fd, int protection, int flags) {
    long result =
        calls.require(
            "memory for the referee",
            "see the memory limits",
            "mmap",
            0,
            size,
            protection,
            flags,
            fd,
            0);
    address = new Pointer(result);
    memory = address.getByteBuffer(0, size).order(ByteOrder.nativeOrder());
  }

  /** Maps the ring anew, from a descriptor that is open only for reading. */
  void readOnly(int fd) {
    Pointer writable = address;
    map(fd, PROT_READ, MAP_SHARED);
    long results = size - RingConstant.RING_DESK.get();
    calls.call("munmap", writable, results);
    desk = writable.share(results);
  }

  /** Whether somebody holds callers until their stacks are taken. */
  boolean holds() {
    return desk != null;
  }

  /** Lets the caller of a held record go on: its stack has been taken. */
  void taken(int seq) {
    if (desk != null) {
      desk.setInt(0, seq);
      calls.call("futex", desk, FUTEX_WAKE, Integer.MAX_VALUE, null, null, 0);
    }
  }

  /** Has the handler of traps count and record here. */
  public void trap() {
    long installed = Librestrict.trapInstall(address);
    if (installed < 0) {
      throw new SyscallException(
          "the handler of denied calls (SIGSYS)", (int) -installed, "report this");
    }
  }

  /** Tells the referee which paths have rules; a call that uses another path is worth a stack. */
  public void prefixes(Collection<Path> paths) {
    int at = RingLayout.RING_PREFIXES.get();
    int end = at + RingConstant.RING_PREFIXES.get() - 2;
    for (Path path : paths) {
      byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
      if (at + bytes.length + 1 < end) {
        memory.put(at, bytes);
        at += bytes.length + 1;
      }
    }
  }

  /** Gives the memory back; nothing may be asked of this ring afterwards. */
  void unmap() {
    calls.call("munmap", address, size);
  }

  public Pointer address() {
    return address;
  }

  int get(RingLayout field) {
    return (int) INT.getVolatile(memory, field.get());
  }

  void set(RingLayout field, int value) {
    INT.setVolatile(memory, field.get(), value);
  }

  /** Tells the referee how to read what a call names. See struct how. */
  void how(int nr, int kind, int dirfd1, int path1, int dirfd2, int path2, int flags) {
    if (nr < RingConstant.RING_CALLS.get()) {
      int at = RingLayout.RING_HOW.get() + RingLayout.HOW_SIZEOF.get() * nr;
      memory.put(at + RingLayout.HOW_KIND.get(), (byte) kind);
      memory.put(at + RingLayout.HOW_DIRFD1.get(), (byte) dirfd1);
      memory.put(at + RingLayout.HOW_PATH1.get(), (byte) path1);
      memory.put(at + RingLayout.HOW_DIRFD2.get(), (byte) dirfd2);
      memory.put(at + RingLayout.HOW_PATH2.get(), (byte) path2);
      memory.put(at + RingLayout.HOW_FLAGS.get(), (byte) flags);
    }
  }

  /** The filter by which the referee tells a denied call from an observed one. */
  public void program(byte[] instructions) {
    memory.put(RingLayout.RING_PROGRAM.get(), instructions);
    set(RingLayout.RING_PROGRAM_LEN, instructions.length / Structs.SOCK_FILTER_SIZE);
  }

  /** Wakes whoever waits for the field to change. */
  void wake(RingLayout field) {
    calls.call("futex", address.share(field.get()), FUTEX_WAKE, Integer.MAX_VALUE, null, null, 0);
  }

  /** Waits until the field is no longer this, or the time is over. */
  void await(RingLayout field, int expected, long millis) {
    Pointer timeout = SystemCalls.bytes(Structs.timespec(millis / 1000, millis % 1000 * 1_000_000));
    calls.call("futex", address.share(field.get()), FUTEX_WAIT, expected, timeout, null, 0);
  }

  /** How many calls were denied so far. */
  long denied() {
    return (long) LONG.getVolatile(memory, RingLayout.RING_DENIED.get());
  }

  /** How many denied calls had this number. */
  long denied(int nr) {
    int index = Math.min(nr, RingConstant.RING_CALLS.get() - 1);
    return (long) LONG.getVolatile(memory, RingLayout.RING_CALLS.get() + Long.BYTES * index);
  }

  int countedCalls() {
    return RingConstant.RING_CALLS.get();
  }

  /** How many records were overwritten before they could be read. */
  long dropped() {
    return dropped;
  }

  private long head() {
    return (long) LONG.getVolatile(memory, RingLayout.RING_HEAD.get());
  }

  /** Everything that came since the last call, oldest first. For one reader at a time. */
  List<Entry> drain() {
    long head = head();
    List<Entry> entries = new ArrayList<>();
    if (head - read > records / 2) {
      // The writer is about to overtake: the oldest are given up, in the middle of a flood of
      // similar records.
      long skipped = head - read - records / 4;
      dropped += skipped;
      read += skipped;
    }
    while (read < head) {
      Entry entry = read(read);
      if (entry == null) {
        dropped++;
      } else {
        entries.add(entry);
      }
      read++;
    }
    return entries;
  }

  /** The record at an index, or null if it was overwritten meanwhile. */
  private @Nullable Entry read(long index) {
    int at =
        RingConstant.RING_HEADER.get() + (int) (index % records) * RingLayout.RECORD_SIZEOF.get();
    long before = (long) LONG.getVolatile(memory, at + RingLayout.RECORD_SEQ.get());
    byte[] bytes = new byte[RingLayout.RECORD_SIZEOF.get()];
    memory.get(at, bytes);
    VarHandle.loadLoadFence();
    if (before != index + 1
        || (long) LONG.getVolatile(memory, at + RingLayout.RECORD_SEQ.get()) != before) {
      return null;
    }
    ByteBuffer record = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    long[] args = new long[6];
    for (int i = 0; i < args.length; i++) {
      args[i] = record.getLong(RingLayout.RECORD_ARGS.get() + Long.BYTES * i);
    }
    int flags = record.getInt(RingLayout.RECORD_FLAGS.get());
    int len1 = record.getShort(RingLayout.RECORD_LEN1.get()) & 0xffff;
    int len2 = record.getShort(RingLayout.RECORD_LEN2.get()) & 0xffff;
    byte[] first = new byte[len1];
    byte[] second = new byte[len2];
    record.get(RingLayout.RECORD_DATA.get(), first);
    record.get(RingLayout.RECORD_DATA.get() + len1, second);
    return new Entry(
        before,
        record.getLong(RingLayout.RECORD_TIME_NS.get()),
        record.getInt(RingLayout.RECORD_PID.get()),
        record.getInt(RingLayout.RECORD_TID.get()),
        record.getInt(RingLayout.RECORD_NR.get()),
        (flags & RingConstant.RECORD_DENIED.get()) != 0,
        (flags & RingConstant.RECORD_TRUNCATED.get()) != 0,
        (flags & RingConstant.RECORD_HELD.get()) != 0,
        args,
        text(bytes, RingLayout.RECORD_COMM.get(), RingConstant.RECORD_COMM.get()),
        text(bytes, RingLayout.RECORD_PROTOCOL.get(), RingConstant.RECORD_PROTOCOL.get()),
        first,
        second);
  }

  private static String text(byte[] bytes, int at, int room) {
    int length = 0;
    while (length < room && bytes[at + length] != 0) {
      length++;
    }
    return new String(bytes, at, length, StandardCharsets.UTF_8);
  }
}
