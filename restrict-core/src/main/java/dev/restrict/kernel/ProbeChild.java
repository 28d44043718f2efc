package dev.restrict.kernel;

import static dev.restrict.linux.Linux.CLONE_VFORK;
import static dev.restrict.linux.Linux.CLONE_VM;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.restrict.linux.Answer;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls that are tried in a child process, one after the other: where an outer filter kills whoever
 * makes one of them, the child ends, and this process does not.
 */
public final class ProbeChild {

  private record Call(String name, int from, List<@Nullable Object> arguments) {}

  private final SystemCalls calls;
  private final List<Call> made = new ArrayList<>();

  public ProbeChild(SystemCalls calls) {
    this.calls = calls;
  }

  /** One more call, with arguments as for {@link SystemCalls#call}. */
  public ProbeChild call(String name, @Nullable Object... arguments) {
    made.add(new Call(name, 0, Arrays.asList(arguments)));
    return this;
  }

  /**
   * One more call, whose first argument is what an earlier one answers.
   *
   * @param earlier its place, from 0
   */
  public ProbeChild callOn(int earlier, String name, @Nullable Object... others) {
    List<@Nullable Object> arguments = new ArrayList<>();
    arguments.add(null);
    arguments.addAll(Arrays.asList(others));
    made.add(new Call(name, earlier + 1, arguments));
    return this;
  }

  /**
   * Makes the calls.
   *
   * @param sharing whether the child may share the memory of this process, which is quicker: from
   *     Linux 5.16 on, when a process that is killed no longer takes along those that share its
   *     memory
   * @return an answer for each
   * @throws SyscallException if there can be no child
   */
  public List<Answer> answers(boolean sharing) {
    int size = ProbeLayout.PROBE_SIZEOF.get();
    Memory probes = new Memory((long) size * made.size());
    probes.clear();
    for (int i = 0; i < made.size(); i++) {
      Pointer probe = probes.share((long) size * i, size);
      Call call = made.get(i);
      probe.setLong(ProbeLayout.PROBE_NR.get(), calls.arch().number(call.name));
      probe.setLong(ProbeLayout.PROBE_FROM.get(), call.from);
      long[] registers = SystemCalls.registers(call.arguments.toArray());
      probe.write(ProbeLayout.PROBE_ARGS.get(), registers, 0, registers.length);
    }
    long result;
    try {
      result = Librestrict.probe(probes, made.size(), sharing ? CLONE_VM | CLONE_VFORK : 0);
    } finally {
      // Only addresses were handed over.
      Reference.reachabilityFence(made);
    }
    if (result < 0) {
      throw new SyscallException(
          "a child process that tries what the lock will call (clone)",
          (int) -result,
          "see the limits on processes (RLIMIT_NPROC, pids.max), and any filter that was in force before this JVM");
    }
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < made.size(); i++) {
      Pointer probe = probes.share((long) size * i, size);
      answers.add(
          new Answer(
              probe.getLong(ProbeLayout.PROBE_ANSWER.get()),
              (int) probe.getLong(ProbeLayout.PROBE_SIGNAL.get())));
    }
    return answers;
  }
}
