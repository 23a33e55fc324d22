-- Types of jobs that people paused. The queue is told; it may forget, this does not.
CREATE TABLE queue_pauses (
  job_type text PRIMARY KEY CHECK (job_type IN ('transcribe', 'summarize', 'tag', 'embed')),
  paused_by text NOT NULL,
  paused_at timestamptz NOT NULL DEFAULT now()
);

-- The queue lets jobs of different owners take turns: their owner stands on them, a book never changes hands.
ALTER TABLE processing_jobs ADD COLUMN owner_id text NOT NULL DEFAULT '';
UPDATE processing_jobs job SET owner_id = book.owner_id FROM audiobooks book WHERE book.id = job.audiobook_id;
-- A job that is to do its work anew: what claims up to this epoch saved does not count as done.
ALTER TABLE processing_jobs ADD COLUMN fresh_after_epoch integer NOT NULL DEFAULT 0;
