-- No statement uses it: jobs that wait are found by their book. Every gate that opened had to change it.
DROP INDEX processing_jobs_gated;
