package dev.restrict.net;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A place of the JVM that has one value for all, such as the default TLS context. Several parts of
 * the process may put a value there, and take theirs back in any order: what was there before comes
 * back, but never a value that has been taken back itself.
 *
 * @param <T> the values, which are compared by identity
 */
final class SharedPlace<T> {

  private final Supplier<? extends @Nullable T> look;
  private final Consumer<? super @Nullable T> put;
  private final List<Layer> layers = new ArrayList<>();

  SharedPlace(Supplier<? extends @Nullable T> look, Consumer<? super @Nullable T> put) {
    this.look = look;
    this.put = put;
  }

  synchronized Layer put(T value) {
    Layer layer = new Layer(value, look.get());
    put.accept(value);
    layers.add(layer);
    return layer;
  }

  /** Where {@code gone} is in force, or would come back, {@code instead} takes its place. */
  private void substitute(T gone, @Nullable T instead) {
    if (look.get() == gone) {
      put.accept(instead);
    }
    for (Layer layer : layers) {
      if (layer.before == gone) {
        layer.before = instead;
      }
    }
  }

  /** One value in this place. */
  final class Layer implements Claim {

    private T value;
    private @Nullable T before;

    private Layer(T value, @Nullable T before) {
      this.value = value;
      this.before = before;
    }

    /** Puts another value in the place of this one, unless it was taken back before. */
    void replace(T next) {
      synchronized (SharedPlace.this) {
        if (layers.contains(this)) {
          substitute(value, next);
          value = next;
        }
      }
    }

    @Override
    public void release() {
      synchronized (SharedPlace.this) {
        if (layers.remove(this)) {
          substitute(value, before);
        }
      }
    }
  }
}
