package dev.restrict.sample.thumbnail;

import dev.restrict.sample.data.DataFolder;
import dev.restrict.sample.document.DocumentDeleted;
import dev.restrict.sample.document.DocumentNotFoundException;
import dev.restrict.sample.document.DocumentService;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

/** Makes a thumbnail when it is first asked for, and keeps it. */
@Service
class ThumbnailService {

  private final DataFolder folder;
  private final DocumentService documents;
  private final ThumbnailMaker maker;

  ThumbnailService(DataFolder folder, DocumentService documents, ThumbnailMaker maker) {
    this.folder = folder;
    this.documents = documents;
    this.maker = maker;
  }

  Path thumbnail(UUID id) throws IOException {
    documents.get(id);
    Path thumbnail = file(id);
    if (!Files.exists(thumbnail)) {
      make(id, thumbnail);
    }
    return thumbnail;
  }

  @EventListener
  void remove(DocumentDeleted deleted) throws IOException {
    Files.deleteIfExists(file(deleted.id()));
  }

  private void make(UUID id, Path thumbnail) throws IOException {
    byte[] png;
    try (InputStream content = Files.newInputStream(documents.file(id))) {
      png = maker.make(content);
    } catch (NoSuchFileException e) {
      throw new DocumentNotFoundException(id);
    }
    // Moved when it is complete: two requests may make it at once, and neither sees half of it.
    Path part = folder.thumbnails().resolve(UUID.randomUUID() + ".part");
    try {
      Files.write(part, png);
      Files.move(part, thumbnail, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private Path file(UUID id) {
    return folder.thumbnails().resolve(id + ".png");
  }
}
