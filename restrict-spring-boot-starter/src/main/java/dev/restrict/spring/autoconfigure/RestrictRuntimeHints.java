package dev.restrict.spring.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.util.ClassUtils;

/**
 * What a native image cannot see for itself: the table of system calls, the C half with the
 * referee, and that JNA binds the methods of a class by their names.
 */
final class RestrictRuntimeHints implements RuntimeHintsRegistrar {

  @Override
  public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
    hints
        .resources()
        .registerPattern("linux-*/librestrict.so")
        .registerPattern("linux-*/restrict-referee")
        .registerPattern("dev/restrict/linux/*.syscalls")
        .registerPattern("dev/restrict/linux/errno")
        .registerPattern("com/sun/jna/linux-*/libjnidispatch.so");
    TypeReference functions = TypeReference.of("dev.restrict.kernel.Librestrict$Functions");
    hints.reflection().registerType(functions, MemberCategory.INVOKE_DECLARED_METHODS);
    hints.jni().registerType(functions, MemberCategory.INVOKE_DECLARED_METHODS);
    for (String jna :
        new String[] {
          "com.sun.jna.Native",
          "com.sun.jna.Pointer",
          "com.sun.jna.Memory",
          "com.sun.jna.Structure",
          "com.sun.jna.Structure$ByValue",
          "com.sun.jna.Callback",
          "com.sun.jna.CallbackReference",
          "com.sun.jna.CallbackReference$AttachOptions",
          "com.sun.jna.IntegerType",
          "com.sun.jna.PointerType",
          "com.sun.jna.NativeMapped",
          "com.sun.jna.JNIEnv",
          "com.sun.jna.WString",
          "com.sun.jna.FromNativeConverter",
          "com.sun.jna.Native$ffi_callback",
          "com.sun.jna.internal.ReflectionUtils"
        }) {
      hints
          .jni()
          .registerType(
              TypeReference.of(jna),
              MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
              MemberCategory.INVOKE_DECLARED_METHODS,
              MemberCategory.ACCESS_DECLARED_FIELDS);
    }
    for (Class<?> primitive :
        new Class<?>[] {long.class, int.class, byte.class, short.class, boolean.class}) {
      TypeReference boxed = TypeReference.of(ClassUtils.resolvePrimitiveIfNecessary(primitive));
      hints
          .jni()
          .registerType(
              boxed,
              MemberCategory.ACCESS_DECLARED_FIELDS,
              MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
              MemberCategory.INVOKE_DECLARED_METHODS);
    }
  }
}
