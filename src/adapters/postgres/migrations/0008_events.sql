-- What happened, in the transaction in which it did. No foreign keys: an event outlives what it tells of.
-- Ids are taken when a row is written, under the locks of that change, so of two changes of one thing the later has the
-- higher id; commits of different things may come in another order, which the reader minds (event-log.ts). It counts on the
-- transaction having its xid by then: rows are written by the triggers below, after the change itself, and by nothing else.
CREATE TABLE events (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  type text NOT NULL,
  owner_id text NOT NULL,
  audiobook_id uuid,
  upload_id uuid,
  job_id uuid,
  -- Of a job, as columns: a row is written for every claim and every end, and JSON costs more to make.
  job_type text,
  chapter_id uuid,
  epoch integer,
  attempt integer,
  progress double precision,
  data jsonb,
  occurred_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- One row. Whoever read up to pruned_to, or beyond, has missed nothing. Another generation is another log: a backup that is
-- restored must get one, for ids are given anew then.
CREATE TABLE event_log (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  generation text NOT NULL DEFAULT left(gen_random_uuid()::text, 8),
  pruned_to bigint NOT NULL DEFAULT 0
);
INSERT INTO event_log DEFAULT VALUES;

-- The rules are those of domain/event; the contract suite compares the two.
CREATE FUNCTION log_job_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  event text := CASE
    WHEN NEW.status = 'processing' THEN CASE
      WHEN NEW.epoch > OLD.epoch THEN 'job.started'
      WHEN NEW.lease_until IS NULL AND OLD.lease_until IS NOT NULL THEN 'job.parked'
      ELSE 'job.progress' END
    WHEN NEW.status = 'pending' THEN CASE
      WHEN OLD.status <> 'processing' THEN 'job.redriven'
      WHEN NEW.settled_as = 'released' AND NEW.settled_epoch = NEW.epoch THEN 'job.released'
      ELSE 'job.retrying' END
    ELSE 'job.' || NEW.status END;
BEGIN
  INSERT INTO events (type, owner_id, audiobook_id, job_id, job_type, chapter_id, epoch, attempt, progress, data)
  SELECT event, owner_id, NEW.audiobook_id, NEW.id, NEW.job_type, NEW.chapter_id, NEW.epoch, NEW.attempt, NEW.progress,
    CASE
      WHEN event IN ('job.released', 'job.redriven', 'job.parked') THEN jsonb_build_object('runAt', NEW.run_at)
      WHEN event = 'job.retrying' THEN jsonb_build_object('runAt', NEW.run_at, 'error', NEW.error_history -> -1)
      WHEN event = 'job.failed' THEN jsonb_build_object('error', NEW.error)
      WHEN event = 'job.cancelled' THEN jsonb_build_object('cancelReason', NEW.cancel_reason)
    END
  FROM audiobooks WHERE id = NEW.audiobook_id;
  RETURN NULL;
END $$;

-- Heartbeats, checkpoints and gates that open are no events, and don't pay for them. Progress is one by the whole percent.
CREATE TRIGGER log_change AFTER UPDATE ON processing_jobs FOR EACH ROW
  WHEN (OLD.status <> NEW.status OR OLD.epoch <> NEW.epoch OR (OLD.lease_until IS NULL) <> (NEW.lease_until IS NULL)
    OR floor(OLD.progress * 100) <> floor(NEW.progress * 100))
  EXECUTE FUNCTION log_job_change();

CREATE FUNCTION log_new_jobs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO events (type, owner_id, audiobook_id, job_id, job_type, chapter_id, epoch, attempt, progress)
  SELECT 'job.created', book.owner_id, job.audiobook_id, job.id, job.job_type, job.chapter_id, job.epoch, job.attempt,
    job.progress
  FROM added job JOIN audiobooks book ON book.id = job.audiobook_id
  ORDER BY job.created_at, job.id;
  RETURN NULL;
END $$;

CREATE TRIGGER log_new AFTER INSERT ON processing_jobs REFERENCING NEW TABLE AS added FOR EACH STATEMENT
  EXECUTE FUNCTION log_new_jobs();

CREATE FUNCTION log_audiobook_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  book audiobooks := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  event text := CASE TG_OP
    WHEN 'INSERT' THEN 'audiobook.created'
    WHEN 'DELETE' THEN 'audiobook.deleted'
    ELSE CASE WHEN OLD.status <> NEW.status THEN 'audiobook.' || NEW.status ELSE 'audiobook.updated' END END;
BEGIN
  INSERT INTO events (type, owner_id, audiobook_id, upload_id, data)
  VALUES (event, book.owner_id, book.id, book.upload_id, jsonb_build_object(
    'title', book.title, 'author', book.author, 'status', book.status, 'statusReason', book.status_reason));
  RETURN NULL;
END $$;

CREATE TRIGGER log_new_or_gone AFTER INSERT OR DELETE ON audiobooks FOR EACH ROW
  EXECUTE FUNCTION log_audiobook_change();
CREATE TRIGGER log_change AFTER UPDATE ON audiobooks FOR EACH ROW
  WHEN (OLD.status <> NEW.status
    OR (OLD.title, OLD.author, OLD.narrator, OLD.description, OLD.language, OLD.is_public, OLD.cover_image_url,
      OLD.priority)
      IS DISTINCT FROM
      (NEW.title, NEW.author, NEW.narrator, NEW.description, NEW.language, NEW.is_public, NEW.cover_image_url,
      NEW.priority))
  EXECUTE FUNCTION log_audiobook_change();

-- With the files as they are now. The objects of an upload that is gone are gone too.
CREATE FUNCTION log_upload(event text, upload uploads, file jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO events (type, owner_id, upload_id, data)
  SELECT event, upload.owner_id, upload.id, jsonb_build_object(
    'status', upload.status, 'statusReason', upload.status_reason,
    'totalFiles', upload.total_files, 'uploadedFiles', files.stored,
    'totalSizeBytes', upload.total_size_bytes, 'uploadedSizeBytes', files.size_bytes,
    'progress', CASE WHEN upload.status = 'completed' AND event <> 'upload.deleted' THEN 1
      ELSE least(1, files.size_bytes::double precision / upload.total_size_bytes) END,
    'file', file)
  FROM (
    SELECT count(*) FILTER (WHERE status = 'stored') AS stored, coalesce(sum(size_bytes), 0)::bigint AS size_bytes
    FROM upload_files WHERE upload_id = upload.id AND event <> 'upload.deleted'
  ) files;
END $$;

CREATE FUNCTION log_upload_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM log_upload(
    CASE TG_OP
      WHEN 'INSERT' THEN 'upload.created'
      WHEN 'DELETE' THEN 'upload.deleted'
      ELSE CASE NEW.status WHEN 'uploading' THEN 'upload.progress' ELSE 'upload.' || NEW.status END END,
    CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END, NULL);
  RETURN NULL;
END $$;

CREATE TRIGGER log_new_or_gone AFTER INSERT OR DELETE ON uploads FOR EACH ROW EXECUTE FUNCTION log_upload_change();
CREATE TRIGGER log_change AFTER UPDATE ON uploads FOR EACH ROW WHEN (OLD.status <> NEW.status)
  EXECUTE FUNCTION log_upload_change();

-- Bytes are an event by the whole percent of what was announced for the session.
CREATE FUNCTION log_upload_file_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  upload uploads;
BEGIN
  SELECT * INTO upload FROM uploads WHERE id = NEW.upload_id;
  IF OLD.status <> NEW.status THEN
    PERFORM log_upload('upload.file_received', upload, jsonb_build_object(
      'id', NEW.id, 'name', NEW.file_name, 'sizeBytes', NEW.size_bytes, 'chapterNumber', NEW.chapter_number));
  ELSIF OLD.size_bytes * 100 / upload.total_size_bytes <> NEW.size_bytes * 100 / upload.total_size_bytes THEN
    PERFORM log_upload('upload.progress', upload, NULL);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER log_change AFTER UPDATE ON upload_files FOR EACH ROW
  WHEN (OLD.status <> NEW.status OR (NEW.status = 'receiving' AND OLD.size_bytes <> NEW.size_bytes))
  EXECUTE FUNCTION log_upload_file_change();
