package dev.restrict.spring.resolver;

import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.context.event.ApplicationStartingEvent;

class AttachListenerTest {

  /** Such as a jar that was replaced while the JVM ran. */
  @Test
  void aListOfProvidersThatBreaksOffDoesNotStopTheStart() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(new BrokenLoader(before));
    try {
      ApplicationStartingEvent event =
          new ApplicationStartingEvent(
              new DefaultBootstrapContext(), new SpringApplication(), new String[0]);
      assertThatNoException().isThrownBy(() -> new AttachListener().onApplicationEvent(event));
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static final class BrokenLoader extends ClassLoader {

    BrokenLoader(ClassLoader parent) {
      super(parent);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      if (!name.startsWith("META-INF/services/java.net")) {
        return super.getResources(name);
      }
      URL broken = new URL(null, "broken:" + name, new BrokenHandler());
      return Collections.enumeration(List.of(broken));
    }
  }

  private static final class BrokenHandler extends URLStreamHandler {

    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() {
          return new InputStream() {
            @Override
            public int read() throws IOException {
              throw new IOException("it broke off");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
              return read();
            }
          };
        }
      };
    }
  }
}
