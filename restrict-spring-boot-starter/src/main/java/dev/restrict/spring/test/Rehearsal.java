package dev.restrict.spring.test;

/**
 * A bean of this type makes the application rehearse its lock: everything is validated and
 * compiled, nothing is enforced. Tests have it by default.
 */
public final class Rehearsal {}
