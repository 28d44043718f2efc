package dev.restrict.sample.document;

import java.util.UUID;

/** A document is gone: what was derived from it can go too. */
public record DocumentDeleted(UUID id) {}
