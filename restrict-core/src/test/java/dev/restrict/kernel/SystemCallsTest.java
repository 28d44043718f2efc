package dev.restrict.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Memory;
import dev.restrict.linux.Arch;
import dev.restrict.testing.As;
import dev.restrict.testing.Facts;
import dev.restrict.testing.Sys;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Memory that the kernel was given stays allocated until the call returns. */
class SystemCallsTest {

  static final class Blocked {

    private static final SystemCalls CALLS =
        new SystemCalls(Arch.of(System.getProperty("os.arch")).orElseThrow());

    private static volatile WeakReference<Memory> buffer;
    private static volatile long tid;

    public static void main(String[] args) throws Exception {
      Memory pipe = new Memory(8);
      CALLS.call("pipe2", pipe, 0);
      int in = pipe.getInt(0);
      int out = pipe.getInt(4);
      Memory x = SystemCalls.string("x");
      // Until it is compiled: a frame of the interpreter keeps what it does not use any more.
      for (int i = 0; i < 50_000; i++) {
        CALLS.call("write", out, x, 1);
        read(in);
      }
      Thread reader =
          new Thread(
              () -> {
                tid = CALLS.call("gettid");
                read(in);
              });
      reader.start();
      while (tid == 0 || !isReading()) {
        Thread.onSpinWait();
      }
      for (int i = 0; i < 3; i++) {
        System.gc();
      }
      Sys.say("collected", buffer.get() == null);
      CALLS.call("write", out, x, 1);
      reader.join();
    }

    /** proc_pid_syscall(5): the number of the call that the thread is blocked in. */
    private static boolean isReading() throws IOException {
      return Files.readString(Path.of("/proc/self/task/" + tid + "/syscall"))
          .startsWith(CALLS.arch().number("read") + " ");
    }

    private static void read(int in) {
      CALLS.call("read", in, buffer(), 64);
    }

    private static Memory buffer() {
      Memory memory = new Memory(64);
      buffer = new WeakReference<>(memory);
      return memory;
    }
  }

  @Test
  void anArgumentIsNotCollectedWhileItsCallIsBlocked() {
    assertThat(Facts.of(As.SELF.child().jvm("-Xbatch"), Blocked.class))
        .containsEntry("collected", "false");
  }
}
