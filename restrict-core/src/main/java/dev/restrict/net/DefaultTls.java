package dev.restrict.net;

import java.security.NoSuchAlgorithmException;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A TLS context that is the JVM's default, and that of {@link HttpsURLConnection}, until it is
 * released.
 */
public final class DefaultTls implements Claim {

  private static final SharedPlace<SSLContext> CONTEXT =
      new SharedPlace<>(DefaultTls::context, DefaultTls::setContext);
  private static final SharedPlace<SSLSocketFactory> FACTORY =
      new SharedPlace<>(HttpsURLConnection::getDefaultSSLSocketFactory, DefaultTls::setFactory);

  private final SharedPlace<SSLContext>.Layer context;
  private final SharedPlace<SSLSocketFactory>.Layer factory;

  /** The factory first: where there is none yet, the JVM makes one of the context it has now. */
  private DefaultTls(SSLContext context) {
    this.factory = FACTORY.put(context.getSocketFactory());
    this.context = CONTEXT.put(context);
  }

  /** Makes the context the default. */
  public static DefaultTls of(SSLContext context) {
    return new DefaultTls(context);
  }

  /** Makes another context the default where this one is; does nothing after the release. */
  public void replace(SSLContext next) {
    factory.replace(next.getSocketFactory());
    context.replace(next);
  }

  @Override
  public void release() {
    factory.release();
    context.release();
  }

  /** Null where the platform has none, such as with a trust store that cannot be read. */
  private static @Nullable SSLContext context() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      return null;
    }
  }

  private static void setContext(@Nullable SSLContext context) {
    if (context != null) {
      SSLContext.setDefault(context);
    }
  }

  private static void setFactory(@Nullable SSLSocketFactory factory) {
    if (factory != null) {
      HttpsURLConnection.setDefaultSSLSocketFactory(factory);
    }
  }
}
