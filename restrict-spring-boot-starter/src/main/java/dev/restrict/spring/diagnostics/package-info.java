/** What is said when a start fails: exceptions with their remedy, and their failure analyzers. */
@NullMarked
package dev.restrict.spring.diagnostics;

import org.jspecify.annotations.NullMarked;
