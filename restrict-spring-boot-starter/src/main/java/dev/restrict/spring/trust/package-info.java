/** The certificate authorities that an application trusts: {@code restrict.trust}. */
@org.jspecify.annotations.NullMarked
package dev.restrict.spring.trust;
