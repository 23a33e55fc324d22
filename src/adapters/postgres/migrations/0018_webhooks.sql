-- Endpoints that are told of events. Secrets sign, so they stand here as they are; nothing reads them but what sends.
CREATE TABLE webhooks (
  id uuid PRIMARY KEY,
  owner_id text NOT NULL,
  sees_all boolean NOT NULL,
  url text NOT NULL,
  description text NOT NULL,
  event_types text[] NOT NULL,
  status text NOT NULL CHECK (status IN ('active', 'inactive', 'paused', 'gone')),
  consecutive_failures integer NOT NULL DEFAULT 0,
  failing_since timestamptz,
  secret text NOT NULL,
  previous_secret text,
  previous_secret_until timestamptz,
  idempotency_key text,
  request_hash text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (owner_id, idempotency_key)
);
CREATE INDEX webhooks_by_time ON webhooks (created_at DESC, id DESC);

-- The body is kept, as it outlives the event, and every attempt must send the same bytes.
CREATE TABLE webhook_deliveries (
  id uuid PRIMARY KEY,
  webhook_id uuid NOT NULL REFERENCES webhooks ON DELETE CASCADE,
  event_id text NOT NULL,
  event_type text NOT NULL,
  body text NOT NULL,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'dead')),
  attempts integer NOT NULL DEFAULT 0,
  -- Of those before the last replay no more is counted.
  attempts_before_replay integer NOT NULL DEFAULT 0,
  epoch integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT now(),
  -- Being sent, until then at most.
  lease_until timestamptz,
  last_attempt_at timestamptz,
  duration_ms integer,
  response_status integer,
  response_body text,
  error_code text,
  error_message text,
  created_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  UNIQUE (webhook_id, event_id)
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, due_at, id) WHERE status = 'pending';
CREATE INDEX webhook_deliveries_leased ON webhook_deliveries (webhook_id) WHERE lease_until IS NOT NULL;
CREATE INDEX webhook_deliveries_log ON webhook_deliveries (webhook_id, created_at DESC, id DESC);
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (created_at);

-- One row: the events up to here have their deliveries. What happened before there were endpoints is of no interest.
CREATE TABLE webhook_cursor (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  generation text NOT NULL,
  position bigint NOT NULL
);
INSERT INTO webhook_cursor (generation, position)
SELECT generation, greatest(pruned_to, (SELECT max(id) FROM events)) FROM event_log;
