package dev.restrict.sample.thumbnail;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How thumbnails are made.
 *
 * @param size the longer side, in pixels
 * @param maxPixels a bigger image is refused before it is decoded
 */
@ConfigurationProperties("documents.thumbnails")
record ThumbnailProperties(
    @DefaultValue("200") int size, @DefaultValue("40000000") long maxPixels) {}
