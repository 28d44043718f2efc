package dev.restrict.sample.document;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The documents' metadata in the database. */
@Repository
class DocumentRepository {

  private final JdbcClient jdbc;

  DocumentRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void insert(Document document) {
    jdbc.sql(
            "INSERT INTO document (id, name, content_type, size, uploaded_at) VALUES (?, ?, ?, ?, ?)")
        .param(document.id())
        .param(document.name())
        .param(document.contentType())
        .param(document.size())
        .param(document.uploadedAt().atOffset(ZoneOffset.UTC))
        .update();
  }

  Optional<Document> find(UUID id) {
    return jdbc.sql("SELECT * FROM document WHERE id = ?")
        .param(id)
        .query(DocumentRepository::read)
        .optional();
  }

  List<Document> newest(int limit) {
    return jdbc.sql("SELECT * FROM document ORDER BY uploaded_at DESC, id LIMIT ?")
        .param(limit)
        .query(DocumentRepository::read)
        .list();
  }

  boolean delete(UUID id) {
    return jdbc.sql("DELETE FROM document WHERE id = ?").param(id).update() == 1;
  }

  private static Document read(ResultSet row, int number) throws SQLException {
    return new Document(
        row.getObject("id", UUID.class),
        row.getString("name"),
        row.getString("content_type"),
        row.getLong("size"),
        row.getObject("uploaded_at", OffsetDateTime.class).toInstant());
  }
}
