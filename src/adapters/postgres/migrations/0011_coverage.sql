-- How much of a chapter's audio its transcript accounts for: {audioSeconds, transcribedSeconds, warnings}. Null: not measured.
ALTER TABLE transcripts ADD COLUMN coverage jsonb;
