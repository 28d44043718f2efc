package dev.restrict.spring.actuate;

import org.springframework.boot.actuate.endpoint.ApiVersion;
import org.springframework.boot.actuate.endpoint.Producible;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/** What a part of the endpoint may be: JSON, as Spring Boot's endpoints answer, or a text. */
enum PartFormat implements Producible<PartFormat> {
  V3(ApiVersion.V3.getProducedMimeType()),
  V2(ApiVersion.V2.getProducedMimeType()),
  JSON(MimeTypeUtils.APPLICATION_JSON),
  TEXT(MimeTypeUtils.TEXT_PLAIN);

  private final MimeType type;

  PartFormat(MimeType type) {
    this.type = type;
  }

  @Override
  public MimeType getProducedMimeType() {
    return type;
  }
}
