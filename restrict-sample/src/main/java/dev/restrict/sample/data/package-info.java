/** The folder that holds all data of the service, and that is there before anything needs it. */
@NullMarked
package dev.restrict.sample.data;

import org.jspecify.annotations.NullMarked;
