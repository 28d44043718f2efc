package java.lang.foreign;

/** The shape of what Java 22 has, to compile against on Java 17. Never in the jar. */
public interface FunctionDescriptor {

  static FunctionDescriptor of(MemoryLayout result, MemoryLayout... arguments) {
    throw new UnsupportedOperationException();
  }
}
