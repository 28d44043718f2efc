package dev.restrict.spring.actuate;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** What a native image must know to write the answers of the endpoint as JSON. */
final class RestrictEndpointRuntimeHints implements RuntimeHintsRegistrar {

  @Override
  public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
    BindingReflectionHintsRegistrar registrar = new BindingReflectionHintsRegistrar();
    registrar.registerReflectionHints(hints.reflection(), RestrictDescriptor.class);
    Stream.of(RestrictPart.values())
        .forEach(part -> registrar.registerReflectionHints(hints.reflection(), part.type()));
  }
}
