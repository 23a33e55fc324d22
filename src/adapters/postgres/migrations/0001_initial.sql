-- The authority on everything that matters. The queue holds job ids only and is rebuilt from here.
CREATE TABLE uploads (
  id uuid PRIMARY KEY,
  owner_id text NOT NULL,
  upload_type text NOT NULL CHECK (upload_type IN ('single', 'chapters')),
  total_files integer NOT NULL CHECK (total_files > 0),
  total_size_bytes bigint NOT NULL CHECK (total_size_bytes > 0),
  status text NOT NULL CHECK (status IN ('pending', 'uploading', 'completed', 'failed', 'cancelled', 'expired')),
  status_reason text,
  idempotency_key text,
  request_hash text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  completed_at timestamptz,
  UNIQUE (owner_id, idempotency_key)
);
CREATE INDEX uploads_by_owner ON uploads (owner_id, created_at DESC, id DESC);
CREATE INDEX uploads_by_time ON uploads (created_at DESC, id DESC);
CREATE INDEX uploads_unfinished ON uploads (updated_at) WHERE status IN ('pending', 'uploading');

CREATE TABLE upload_files (
  id uuid PRIMARY KEY,
  upload_id uuid NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
  status text NOT NULL CHECK (status IN ('receiving', 'stored')),
  file_name text NOT NULL,
  storage_key text NOT NULL,
  media_type text,
  size_bytes bigint NOT NULL DEFAULT 0,
  sha256 text,
  chapter_number integer,
  chapter_title text,
  metadata jsonb,
  idempotency_key text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  uploaded_at timestamptz,
  UNIQUE (upload_id, idempotency_key),
  UNIQUE (upload_id, chapter_number)
);
CREATE INDEX upload_files_receiving ON upload_files (updated_at) WHERE status = 'receiving';

-- Objects that no row needs any more: written in the transaction that drops the row, emptied by a sweep.
CREATE TABLE storage_discards (
  storage_key text PRIMARY KEY,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX storage_discards_by_time ON storage_discards (created_at);

CREATE TABLE audiobooks (
  id uuid PRIMARY KEY,
  owner_id text NOT NULL,
  upload_id uuid NOT NULL UNIQUE REFERENCES uploads (id) ON DELETE CASCADE,
  title text NOT NULL,
  author text NOT NULL,
  narrator text,
  description text,
  language text NOT NULL,
  is_public boolean NOT NULL,
  cover_image_url text,
  cover jsonb,
  priority smallint NOT NULL DEFAULT 0 CHECK (priority BETWEEN 0 AND 9),
  status text NOT NULL CHECK (status IN ('processing', 'completed', 'failed')),
  status_reason text,
  duration_seconds double precision NOT NULL,
  idempotency_key text,
  request_hash text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  completed_at timestamptz,
  UNIQUE (owner_id, idempotency_key)
);
CREATE INDEX audiobooks_by_owner ON audiobooks (owner_id, created_at DESC, id DESC);
CREATE INDEX audiobooks_by_time ON audiobooks (created_at DESC, id DESC);
CREATE INDEX audiobooks_by_title ON audiobooks (lower(title) COLLATE "C", id);

CREATE TABLE chapters (
  id uuid PRIMARY KEY,
  audiobook_id uuid NOT NULL REFERENCES audiobooks (id) ON DELETE CASCADE,
  number integer NOT NULL CHECK (number > 0),
  title text NOT NULL,
  upload_file_id uuid NOT NULL REFERENCES upload_files (id) ON DELETE CASCADE,
  file_start_seconds double precision NOT NULL,
  duration_seconds double precision NOT NULL,
  book_start_seconds double precision NOT NULL,
  UNIQUE (audiobook_id, number)
);
CREATE INDEX chapters_by_file ON chapters (upload_file_id);

-- pending: run_at is when it may start, gate what it waits for.
-- processing, running: worker_id and lease_until. processing, parked at a vendor: lease_until null, run_at is the poll.
CREATE TABLE processing_jobs (
  id uuid PRIMARY KEY,
  audiobook_id uuid NOT NULL REFERENCES audiobooks (id) ON DELETE CASCADE,
  chapter_id uuid REFERENCES chapters (id) ON DELETE CASCADE,
  job_type text NOT NULL CHECK (job_type IN ('transcribe', 'summarize', 'tag', 'embed')),
  status text NOT NULL CHECK (status IN ('pending', 'processing', 'completed', 'failed', 'cancelled')),
  priority smallint NOT NULL DEFAULT 0,
  epoch integer NOT NULL DEFAULT 0,
  attempt integer NOT NULL DEFAULT 1,
  -- all crashes ever; crashes holds the times of those within the poison window
  crash_count integer NOT NULL DEFAULT 0,
  crashes timestamptz[] NOT NULL DEFAULT '{}',
  run_at timestamptz NOT NULL,
  lease_until timestamptz,
  worker_id text,
  gate uuid[] NOT NULL DEFAULT '{}',
  checkpoint jsonb,
  progress double precision NOT NULL DEFAULT 0,
  error jsonb,
  error_history jsonb NOT NULL DEFAULT '[]',
  cancel_reason jsonb,
  -- the last claim that was ended by an accepted report, and how: makes repeating a report harmless
  settled_epoch integer,
  settled_as text CHECK (settled_as IN ('completed', 'failed', 'parked', 'released')),
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  completed_at timestamptz,
  CHECK ((lease_until IS NULL) = (worker_id IS NULL)),
  CHECK (lease_until IS NULL OR status = 'processing')
);
CREATE INDEX processing_jobs_by_book ON processing_jobs (audiobook_id, created_at, id);
CREATE INDEX processing_jobs_due ON processing_jobs (run_at)
  WHERE (status = 'pending' AND gate = '{}') OR (status = 'processing' AND lease_until IS NULL);
CREATE INDEX processing_jobs_leased ON processing_jobs (lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX processing_jobs_gated ON processing_jobs USING gin (gate) WHERE status = 'pending';

-- Finished parts of a job, so that a later attempt does not compute or buy them again.
CREATE TABLE job_parts (
  job_id uuid NOT NULL REFERENCES processing_jobs (id) ON DELETE CASCADE,
  part_key text NOT NULL,
  output jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (job_id, part_key)
);

CREATE TABLE transcripts (
  chapter_id uuid PRIMARY KEY REFERENCES chapters (id) ON DELETE CASCADE,
  audiobook_id uuid NOT NULL REFERENCES audiobooks (id) ON DELETE CASCADE,
  language text NOT NULL,
  engine text NOT NULL,
  duration_seconds double precision NOT NULL,
  -- [{text, startSeconds, endSeconds, speaker?, confidence?, words: [...]}]
  segments jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX transcripts_by_book ON transcripts (audiobook_id);

CREATE TABLE ai_outputs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  audiobook_id uuid NOT NULL REFERENCES audiobooks (id) ON DELETE CASCADE,
  chapter_id uuid REFERENCES chapters (id) ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('summary', 'tags')),
  model text NOT NULL,
  output jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE NULLS NOT DISTINCT (audiobook_id, chapter_id, kind)
);

-- 30-60 s of speech each: what search finds. Seconds count from the start of the chapter.
CREATE TABLE passages (
  id uuid PRIMARY KEY,
  chapter_id uuid NOT NULL REFERENCES chapters (id) ON DELETE CASCADE,
  audiobook_id uuid NOT NULL REFERENCES audiobooks (id) ON DELETE CASCADE,
  passage_index integer NOT NULL,
  start_seconds double precision NOT NULL,
  end_seconds double precision NOT NULL,
  text text NOT NULL,
  lines jsonb NOT NULL,
  search_config regconfig NOT NULL,
  search_words tsvector GENERATED ALWAYS AS (to_tsvector(search_config, text)) STORED,
  UNIQUE (chapter_id, passage_index)
);
CREATE INDEX passages_by_book ON passages (audiobook_id);
CREATE INDEX passages_by_words ON passages USING gin (search_words);
