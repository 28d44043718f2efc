package dev.restrict.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A test class whose application context locks the JVM of the test, for good. Give such a class a
 * JVM of its own ({@code reuseForks=false}), and a policy that leaves the test framework what it
 * needs. Without this annotation, or the property {@code restrict.test.lock=true}, a test only
 * rehearses.
 *
 * <p>JUnit sees it as the tag {@code lock-for-real}, so that a build can give these classes an
 * execution of their own.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Tag("lock-for-real")
public @interface LockForReal {}
