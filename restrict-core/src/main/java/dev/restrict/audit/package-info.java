/**
 * What audit mode recorded, on the command line. The rooms below it record, keep, suggest, explain
 * and export; they are pure.
 */
@NullMarked
package dev.restrict.audit;

import org.jspecify.annotations.NullMarked;
