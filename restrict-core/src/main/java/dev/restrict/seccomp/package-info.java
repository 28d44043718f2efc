/**
 * The system call filter as data and as code. Nothing here calls the kernel: a {@link
 * dev.restrict.seccomp.FilterSpec} says what is decided, {@link
 * dev.restrict.seccomp.FilterCompiler} makes the {@link dev.restrict.seccomp.BpfProgram} that
 * another package installs.
 */
package dev.restrict.seccomp;
