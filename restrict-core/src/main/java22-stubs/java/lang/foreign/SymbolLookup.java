package java.lang.foreign;

import java.util.Optional;

/** The shape of what Java 22 has, to compile against on Java 17. Never in the jar. */
public interface SymbolLookup {

  Optional<MemorySegment> find(String name);
}
