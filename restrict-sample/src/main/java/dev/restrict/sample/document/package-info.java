/** The documents: how they are uploaded, kept, listed and deleted. */
@NullMarked
package dev.restrict.sample.document;

import org.jspecify.annotations.NullMarked;
