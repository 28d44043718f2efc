package dev.restrict.sample.document;

import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/** There is no such document. */
public final class DocumentNotFoundException extends ErrorResponseException {

  private static final long serialVersionUID = 1L;

  public DocumentNotFoundException(UUID id) {
    super(HttpStatus.NOT_FOUND);
    setTitle("No such document");
    setDetail("There is no document " + id + ".");
  }
}
