package dev.restrict.sample.document;

import java.time.Instant;
import java.util.UUID;

/**
 * What is known about a document.
 *
 * @param id its name on disk
 * @param name the name that it was uploaded with: for people only, never a path
 * @param contentType as the uploader said
 * @param size in bytes
 * @param uploadedAt when it was complete
 */
public record Document(UUID id, String name, String contentType, long size, Instant uploadedAt) {}
