package dev.restrict.referee;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes the Java stack of a thread while the referee holds its call: the thread waits in the
 * kernel, so it stands where the call was made. It is a thread of its own, so that no slow log
 * keeps a call waiting.
 */
final class StackSampler {

  private static final System.Logger LOGGER = System.getLogger("dev.restrict");

  /** Stacks that nobody asked for, since their records were dropped in a flood. */
  private static final int FORGOTTEN = 1024;

  private final Ring ring;
  private final JavaStacks stacks = new JavaStacks();
  private final Map<Integer, List<String>> taken = new ConcurrentHashMap<>();

  StackSampler(Ring ring) {
    this.ring = ring;
  }

  void start() {
    Thread thread = new Thread(this::run, "restrict-stacks");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      stacks.warmUp();
    } catch (RuntimeException | Error e) {
      warn(e);
    }
    while (true) {
      try {
        int seq = ring.get(RingLayout.RING_HOLDING);
        if (seq == 0) {
          ring.await(RingLayout.RING_HOLDING, 0, 10_000);
        } else {
          take(seq);
        }
      } catch (RuntimeException | Error e) {
        // Without this thread every held call would wait in vain.
        warn(e);
      }
    }
  }

  private static void warn(Throwable e) {
    LOGGER.log(System.Logger.Level.WARNING, "the stacks of denied calls are still taken after", e);
  }

  private void take(int seq) {
    List<String> stack = List.of();
    try {
      stack = stacks.of(ring.get(RingLayout.RING_HELD_TID));
    } catch (RuntimeException e) {
      warn(e); // the caller goes on without a stack
    }
    // No longer held: the thread may have gone on, and the stack may belong to something else.
    if (ring.get(RingLayout.RING_HOLDING) != seq) {
      return;
    }
    if (taken.size() > FORGOTTEN) {
      taken.clear();
    }
    taken.put(seq, stack);
    ring.taken(seq);
    ring.await(RingLayout.RING_HOLDING, seq, 100);
  }

  /** The stack for a held record; empty where it was not taken in time. */
  List<String> of(int seq) {
    List<String> stack = taken.remove(seq);
    return stack == null ? List.of() : stack;
  }
}
