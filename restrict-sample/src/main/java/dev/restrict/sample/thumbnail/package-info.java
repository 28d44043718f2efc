/** Small images of the documents that are images, made when they are first asked for. */
@NullMarked
package dev.restrict.sample.thumbnail;

import org.jspecify.annotations.NullMarked;
