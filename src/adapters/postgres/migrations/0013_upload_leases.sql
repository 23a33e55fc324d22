-- Until when the process that receives a file counts as alive; it renews this while it does. Null once the file is stored.
ALTER TABLE upload_files ADD COLUMN lease_until timestamptz;
UPDATE upload_files SET lease_until = now() + interval '30 seconds' WHERE status = 'receiving';
