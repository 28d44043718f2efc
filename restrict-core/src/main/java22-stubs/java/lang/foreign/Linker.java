package java.lang.foreign;

/** The shape of what Java 22 has, to compile against on Java 17. Never in the jar. */
public interface Linker {

  static Linker nativeLinker() {
    throw new UnsupportedOperationException();
  }

  SymbolLookup defaultLookup();

  java.lang.invoke.MethodHandle downcallHandle(
      MemorySegment symbol, FunctionDescriptor function, Option... options);

  /** How it is linked. */
  interface Option {

    static Option captureCallState(String... names) {
      throw new UnsupportedOperationException();
    }
  }
}
