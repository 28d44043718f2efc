/** Trust and Resolver: which certificate authorities and which DNS servers this JVM uses. */
@NullMarked
package dev.restrict.net;

import org.jspecify.annotations.NullMarked;
