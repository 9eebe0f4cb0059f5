-- What a person may correct, and the states of an account that is frozen or that nobody uses.
ALTER TABLE "person"
  ADD COLUMN "name" TEXT,
  ADD COLUMN "birth_year" INTEGER,
  ADD COLUMN "frozen_at" TIMESTAMPTZ(3),
  ADD COLUMN "warned_at" TIMESTAMPTZ(3),
  ADD COLUMN "closed_at" TIMESTAMPTZ(3);
CREATE INDEX "person_closed_idx" ON "person"("closed_at") WHERE "closed_at" IS NOT NULL;

-- A consent outlives its person as proof, under a keyed pseudonym.
ALTER TABLE "consent" DROP CONSTRAINT "consent_person_id_fkey";
ALTER TABLE "consent" ALTER COLUMN "person_id" DROP NOT NULL,
  ADD COLUMN "subject" TEXT,
  ADD COLUMN "ended_at" TIMESTAMPTZ(3);
ALTER TABLE "consent" ADD CONSTRAINT "consent_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id")
  ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX "consent_ended_at_idx" ON "consent"("ended_at");

-- A request that a human has to answer, with the day until which.
ALTER TABLE "report" ADD COLUMN "due_at" TIMESTAMPTZ(3), ADD COLUMN "answer" TEXT, ADD COLUMN "about" JSONB;

CREATE TABLE "security_event" (
  "id" BIGSERIAL NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "kind" TEXT NOT NULL,
  "facts" JSONB,
  CONSTRAINT "security_event_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "security_event_at_idx" ON "security_event"("at");

-- The ledger is append-only, but not for ever: the sweep of what the law no longer wants says so within its transaction.
CREATE OR REPLACE FUNCTION "ledger_entry_is_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('pixbooth.retention', true) = 'on' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'ledger_entry is append-only';
END $$;
