-- What a client asked of the transcription, e.g. {"customVocabulary": ["Aelfric"], "diarization": true}.
ALTER TABLE audiobooks ADD COLUMN transcription jsonb NOT NULL DEFAULT '{}';
-- The vendor reported since the last claim: the job is due at once when it is parked, or as soon as it is.
ALTER TABLE processing_jobs ADD COLUMN woken boolean NOT NULL DEFAULT false;
