/**
 * A policy for use elsewhere: by container runtimes, by systemd, as properties.
 *
 * <p>Pure. It may use the table of promises and the suggestion.
 */
@NullMarked
package dev.restrict.audit.export;

import org.jspecify.annotations.NullMarked;
