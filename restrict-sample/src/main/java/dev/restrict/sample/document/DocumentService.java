package dev.restrict.sample.document;

import dev.restrict.sample.data.DataFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/** Keeps documents: the bytes in a file named by a generated id, the rest in the database. */
@Service
public class DocumentService {

  private final DataFolder folder;
  private final DocumentRepository repository;
  private final ApplicationEventPublisher events;

  DocumentService(
      DataFolder folder, DocumentRepository repository, ApplicationEventPublisher events) {
    this.folder = folder;
    this.repository = repository;
    this.events = events;
  }

  /** Stores a document. It is listed once all of it is on disk. */
  public Document store(@Nullable String name, String contentType, InputStream content) {
    UUID id = UUID.randomUUID();
    Path file = file(id);
    try {
      try {
        long size = Files.copy(content, file);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        Document document = new Document(id, DocumentName.of(name), contentType, size, now);
        repository.insert(document);
        return document;
      } catch (IOException | RuntimeException e) {
        Files.deleteIfExists(file);
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The newest documents, newest first. */
  public List<Document> newest(int limit) {
    return repository.newest(limit);
  }

  /**
   * What is known about a document.
   *
   * @throws DocumentNotFoundException if there is none
   */
  public Document get(UUID id) {
    return repository.find(id).orElseThrow(() -> new DocumentNotFoundException(id));
  }

  /** Where the document's bytes are. */
  public Path file(UUID id) {
    return folder.files().resolve(id.toString());
  }

  /**
   * Removes a document and what was derived from it.
   *
   * @throws DocumentNotFoundException if there is none
   */
  public void delete(UUID id) {
    if (!repository.delete(id)) {
      throw new DocumentNotFoundException(id);
    }
    try {
      Files.deleteIfExists(file(id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    events.publishEvent(new DocumentDeleted(id));
  }
}
