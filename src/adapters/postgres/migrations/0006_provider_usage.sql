-- What providers billed, summed up by claim, or once by the provider's own reference (then under no epoch). No foreign keys: money that was spent stays spent when a book is deleted,
-- and a call of a worker that lost its job was billed as well.
CREATE TABLE provider_usage (
  audiobook_id uuid NOT NULL,
  job_id uuid NOT NULL,
  epoch integer NOT NULL,
  provider text NOT NULL,
  model text NOT NULL,
  operation text NOT NULL,
  reference text NOT NULL,
  calls integer NOT NULL,
  input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  audio_seconds double precision NOT NULL,
  -- null as soon as the price of one call is not known
  cost_usd numeric,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (audiobook_id, job_id, epoch, provider, model, operation, reference)
);
