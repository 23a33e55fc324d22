CREATE EXTENSION IF NOT EXISTS vector;

-- Model and dimensions stand with every vector; each space in use gets a partial HNSW index of its own.
CREATE TABLE passage_embeddings (
  passage_id uuid NOT NULL REFERENCES passages (id) ON DELETE CASCADE,
  model text NOT NULL,
  dimensions integer NOT NULL,
  embedding vector NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (passage_id, model, dimensions)
);
