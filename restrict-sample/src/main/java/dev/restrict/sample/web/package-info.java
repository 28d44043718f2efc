/** What a client is told when something goes wrong. */
@NullMarked
package dev.restrict.sample.web;

import org.jspecify.annotations.NullMarked;
