/** What audit mode gives out: the phases of the application, and the file at the end. */
@NullMarked
package dev.restrict.spring.audit;

import org.jspecify.annotations.NullMarked;
