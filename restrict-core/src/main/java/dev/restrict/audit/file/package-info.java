/** The file of a recording: text that people can diff and that merges in any order. */
@NullMarked
package dev.restrict.audit.file;

import org.jspecify.annotations.NullMarked;
