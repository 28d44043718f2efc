/**
 * What the tests of all modules share: child JVMs, raw system calls, real servers, and the check of
 * generated pages. It uses nothing of what it tests.
 */
@NullMarked
package dev.restrict.testing;

import org.jspecify.annotations.NullMarked;
