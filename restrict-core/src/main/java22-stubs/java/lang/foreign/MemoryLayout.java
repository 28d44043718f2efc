package java.lang.foreign;

/** The shape of what Java 22 has, to compile against on Java 17. Never in the jar. */
public interface MemoryLayout {}
