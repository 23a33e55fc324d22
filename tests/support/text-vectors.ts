/**
 * The table of vectors on a server without pgvector, of which Debian has no package: the statements of production run
 * unchanged, and a vector is kept as its text. Searching it is not possible.
 */
export const TEXT_VECTORS = `
CREATE DOMAIN vector AS text;
CREATE TABLE passage_embeddings (
  passage_id uuid NOT NULL REFERENCES passages (id) ON DELETE CASCADE,
  model text NOT NULL,
  dimensions integer NOT NULL,
  embedding vector NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (passage_id, model, dimensions)
);`
