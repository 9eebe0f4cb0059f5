-- An event is kept whole until it has been answered, so that a crash after the platform's receipt loses nothing.
ALTER TABLE "inbox_event" ADD COLUMN "payload" JSONB, ADD COLUMN "attempts" INTEGER NOT NULL DEFAULT 1;

-- Few events wait at any moment, among the many that are remembered.
CREATE INDEX "inbox_event_waiting_idx" ON "inbox_event"("platform", "lease_until")
  WHERE "done_at" IS NULL AND "payload" IS NOT NULL;

-- Since when nothing can be sent to an account (blocked, left); gone as soon as it says something again.
ALTER TABLE "account" ADD COLUMN "unreachable_at" TIMESTAMPTZ(3);

-- Installations of a bot in tenants, such as Slack workspaces: sealed with a key of their own, which the master key wraps.
CREATE TABLE "installation" (
    "platform" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "data_key" BYTEA NOT NULL,
    "sealed" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("platform", "tenant")
);
