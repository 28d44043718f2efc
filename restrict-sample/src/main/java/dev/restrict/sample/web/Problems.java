package dev.restrict.sample.web;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Every error is answered as a problem (RFC 9457), and none tells more than the client needs. */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(Problems.class);

  private final DataSize maxFileSize;

  Problems(@Value("${spring.servlet.multipart.max-file-size}") DataSize maxFileSize) {
    this.maxFileSize = maxFileSize;
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleMaxUploadSizeExceededException(
      MaxUploadSizeExceededException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    ProblemDetail problem =
        ProblemDetail.forStatusAndDetail(
            status, "A document may have at most %d bytes.".formatted(maxFileSize.toBytes()));
    problem.setTitle("Document too big");
    return handleExceptionInternal(e, problem, headers, status, request);
  }

  /** Mostly the client's doing, such as a form that ends too early; the log has the rest. */
  @ExceptionHandler
  @Nullable ResponseEntity<Object> badUpload(MultipartException e, WebRequest request) {
    log.warn("{}", request, e);
    HttpStatus status = HttpStatus.BAD_REQUEST;
    ProblemDetail problem =
        ProblemDetail.forStatusAndDetail(
            status, "Send the document as the part 'file' of a multipart form.");
    return handleExceptionInternal(e, problem, new HttpHeaders(), status, request);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> unexpected(Exception e, WebRequest request) {
    log.error("{}", request, e);
    HttpStatus status = HttpStatus.INTERNAL_SERVER_ERROR;
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, "The server's log says more.");
    return handleExceptionInternal(e, problem, new HttpHeaders(), status, request);
  }
}
