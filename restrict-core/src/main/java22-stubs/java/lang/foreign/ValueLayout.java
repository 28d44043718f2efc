package java.lang.foreign;

/** The shape of what Java 22 has, to compile against on Java 17. Never in the jar. */
public interface ValueLayout extends MemoryLayout {

  OfInt JAVA_INT = null;

  AddressLayout ADDRESS = null;

  /** Of an int. */
  interface OfInt extends ValueLayout {}
}
