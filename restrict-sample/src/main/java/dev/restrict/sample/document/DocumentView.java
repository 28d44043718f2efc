package dev.restrict.sample.document;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A document as clients see it. */
record DocumentView(
    UUID id,
    String name,
    String contentType,
    long size,
    Instant uploadedAt,
    String content,
    @Nullable String thumbnail) {

  static DocumentView of(Document document) {
    String self = "/documents/" + document.id();
    boolean image = document.contentType().startsWith("image/");
    return new DocumentView(
        document.id(),
        document.name(),
        document.contentType(),
        document.size(),
        document.uploadedAt(),
        self + "/content",
        image ? self + "/thumbnail" : null);
  }
}
