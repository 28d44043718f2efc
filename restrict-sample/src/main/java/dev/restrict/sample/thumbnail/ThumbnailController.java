package dev.restrict.sample.thumbnail;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ThumbnailController {

  private final ThumbnailService thumbnails;

  ThumbnailController(ThumbnailService thumbnails) {
    this.thumbnails = thumbnails;
  }

  @GetMapping("/documents/{id}/thumbnail")
  ResponseEntity<Resource> thumbnail(@PathVariable UUID id) throws IOException {
    return ResponseEntity.ok()
        .contentType(MediaType.IMAGE_PNG)
        .cacheControl(CacheControl.maxAge(Duration.ofHours(1)).cachePrivate())
        .body(new FileSystemResource(thumbnails.thumbnail(id)));
  }
}
