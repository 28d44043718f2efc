/**
 * What an intruder tries once the service runs his code. Off unless the profile {@code attack} is
 * on; never turn it on where somebody else can reach the service.
 */
@NullMarked
package dev.restrict.sample.attack;

import org.jspecify.annotations.NullMarked;
