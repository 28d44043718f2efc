package dev.restrict.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Memory;
import dev.restrict.linux.Arch;
import dev.restrict.testing.As;
import dev.restrict.testing.Facts;
import dev.restrict.testing.Sys;
import java.lang.ref.WeakReference;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Memory that the kernel was given stays allocated until the call returns. */
class SystemCallsTest {

  static final class Blocked {

    private static WeakReference<Memory> buffer;

    public static void main(String[] args) throws Exception {
      SystemCalls calls = new SystemCalls(Arch.of(System.getProperty("os.arch")).orElseThrow());
      Memory pipe = new Memory(8);
      calls.call("pipe", pipe);
      int in = pipe.getInt(0);
      int out = pipe.getInt(4);
      CountDownLatch reading = new CountDownLatch(1);
      Thread reader = new Thread(() -> read(calls, in, reading));
      reader.start();
      reading.await();
      // In the kernel by now, or about to be: the state says so.
      while (!Sys.ofThreads(java.nio.file.Path.of("/proc/self/task"), "State")
          .toString()
          .contains("S")) {
        Thread.onSpinWait();
      }
      for (int i = 0; i < 5; i++) {
        System.gc();
        Thread.sleep(20);
      }
      Sys.say("collected", buffer.get() == null);
      calls.call("write", out, SystemCalls.string("x"), 1);
      reader.join();
    }

    private static void read(SystemCalls calls, int in, CountDownLatch reading) {
      reading.countDown();
      calls.call("read", in, buffer(), 64);
    }

    private static Memory buffer() {
      Memory memory = new Memory(64);
      buffer = new WeakReference<>(memory);
      return memory;
    }
  }

  /** Compiled, a frame keeps no object that it does not use any more. */
  @Test
  void anArgumentIsNotCollectedWhileItsCallIsBlocked() {
    assertThat(Facts.of(As.SELF.child().jvm("-Xcomp"), Blocked.class))
        .containsEntry("collected", "false");
  }
}
