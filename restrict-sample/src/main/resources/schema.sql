CREATE TABLE IF NOT EXISTS document (
  id           UUID PRIMARY KEY,
  name         VARCHAR(255) NOT NULL,
  content_type VARCHAR(255) NOT NULL,
  size         BIGINT NOT NULL,
  uploaded_at  TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
CREATE INDEX IF NOT EXISTS document_newest_first ON document (uploaded_at DESC, id);
