/**
 * The one room that touches the kernel: raw system calls through librestrict.so, the lock on every
 * thread, the referee and what it records. Everything in it is tested in child JVMs, since a lock
 * is for life.
 */
package dev.restrict.kernel;
