/**
 * The system call filter as data and as code: {@link dev.restrict.seccomp.FilterSpec} says what is
 * decided, {@link dev.restrict.seccomp.FilterCompiler} makes the {@link
 * dev.restrict.seccomp.BpfProgram} of it.
 *
 * <p>Pure. It may use {@code dev.restrict.linux} and the checks of {@code dev.restrict.promise}.
 */
@NullMarked
package dev.restrict.seccomp;

import org.jspecify.annotations.NullMarked;
