-- How long engines take: sums over completed jobs, of which older ones count less and less. A row a type and engine, 100 at most.
CREATE TABLE work_rates (
  job_type text NOT NULL CHECK (job_type IN ('transcribe', 'summarize', 'tag', 'embed')),
  -- as it is recorded with what it made
  engine text NOT NULL,
  work_seconds double precision NOT NULL,
  audio_seconds double precision NOT NULL,
  jobs double precision NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (job_type, engine)
);

-- Whose book it was, which may be gone by now; null: not known any more.
ALTER TABLE provider_usage ADD COLUMN owner_id text;
UPDATE provider_usage used SET owner_id = book.owner_id FROM audiobooks book WHERE book.id = used.audiobook_id;
CREATE INDEX provider_usage_by_time ON provider_usage (created_at);
