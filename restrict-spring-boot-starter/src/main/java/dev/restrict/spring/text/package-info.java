/** How values read, in every message, endpoint and log line of the starter. */
@NullMarked
package dev.restrict.spring.text;

import org.jspecify.annotations.NullMarked;
