/** The public face of the starter: properties, customizer, reducer and events. */
@NullMarked
package dev.restrict.spring;

import org.jspecify.annotations.NullMarked;
