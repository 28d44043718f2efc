package dev.restrict.sample.thumbnail;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/** A document that has no thumbnail, because it cannot be read as an image. */
class NotAnImageException extends ErrorResponseException {

  private static final long serialVersionUID = 1L;

  NotAnImageException(String detail, @Nullable Throwable cause) {
    super(HttpStatus.UNSUPPORTED_MEDIA_TYPE, cause);
    setTitle("No thumbnail");
    setDetail(detail);
  }
}
