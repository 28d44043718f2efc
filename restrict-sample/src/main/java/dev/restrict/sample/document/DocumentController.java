package dev.restrict.sample.document;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

@RestController
@RequestMapping("/documents")
class DocumentController {

  private static final int MAX_LISTED = 200;

  private final DocumentService documents;

  DocumentController(DocumentService documents) {
    this.documents = documents;
  }

  @PostMapping
  ResponseEntity<DocumentView> upload(@RequestParam MultipartFile file) throws IOException {
    try (InputStream content = file.getInputStream()) {
      Document stored =
          documents.store(
              file.getOriginalFilename(), mediaType(file.getContentType()).toString(), content);
      return ResponseEntity.created(URI.create("/documents/" + stored.id()))
          .body(DocumentView.of(stored));
    }
  }

  @GetMapping
  List<DocumentView> list(@RequestParam(defaultValue = "50") int limit) {
    return documents.newest(Math.max(1, Math.min(limit, MAX_LISTED))).stream()
        .map(DocumentView::of)
        .toList();
  }

  @GetMapping("/{id}")
  DocumentView get(@PathVariable UUID id) {
    return DocumentView.of(documents.get(id));
  }

  /** Always an attachment: what a stranger uploaded is not shown as a page of this site. */
  @GetMapping("/{id}/content")
  ResponseEntity<Resource> download(@PathVariable UUID id) {
    Document document = documents.get(id);
    if (!Files.exists(documents.file(id))) {
      throw new DocumentNotFoundException(id);
    }
    ContentDisposition attachment =
        ContentDisposition.attachment().filename(document.name(), StandardCharsets.UTF_8).build();
    return ResponseEntity.ok()
        .header(HttpHeaders.CONTENT_DISPOSITION, attachment.toString())
        .header("X-Content-Type-Options", "nosniff")
        .contentType(mediaType(document.contentType()))
        .body(new FileSystemResource(documents.file(id)));
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable UUID id) {
    documents.delete(id);
  }

  private static MediaType mediaType(@Nullable String sent) {
    try {
      MediaType type =
          sent == null ? MediaType.APPLICATION_OCTET_STREAM : MediaType.parseMediaType(sent);
      return type.isConcrete() && type.toString().length() <= 255
          ? type
          : MediaType.APPLICATION_OCTET_STREAM;
    } catch (InvalidMediaTypeException e) {
      return MediaType.APPLICATION_OCTET_STREAM;
    }
  }
}
