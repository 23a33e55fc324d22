-- The list of dead letters and cancelled jobs, newest first. Partial: jobs that run or complete do not pay for it.
CREATE INDEX processing_jobs_stopped ON processing_jobs (created_at, id) WHERE status IN ('failed', 'cancelled');
