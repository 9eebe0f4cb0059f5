-- Credits of people and of teams in double entry, and money: payments, subscriptions, what rails announce, codes.

CREATE TABLE "team" (
  "id" TEXT NOT NULL,
  "platform" TEXT NOT NULL,
  "tenant" TEXT NOT NULL,
  "member_budget" INTEGER,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "team_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "team_member_budget" CHECK ("member_budget" >= 0)
);
CREATE UNIQUE INDEX "team_platform_tenant_key" ON "team"("platform", "tenant");

-- Until now nobody could buy anything: all that is there was free.
ALTER TABLE "ledger_account" DROP CONSTRAINT "ledger_account_never_negative";
ALTER TABLE "ledger_account" RENAME COLUMN "available" TO "free";
ALTER TABLE "ledger_account"
  ADD COLUMN "team_id" TEXT,
  ADD COLUMN "paid" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "debt" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "frozen_at" TIMESTAMPTZ(3),
  ADD COLUMN "customer_id" TEXT,
  ADD CONSTRAINT "ledger_account_never_negative" CHECK ("free" >= 0 AND "paid" >= 0 AND "held" >= 0 AND "debt" >= 0),
  ADD CONSTRAINT "ledger_account_one_owner" CHECK (num_nonnulls("person_id", "team_id") <= 1),
  ADD CONSTRAINT "ledger_account_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE SET NULL ON UPDATE CASCADE;
CREATE UNIQUE INDEX "ledger_account_team_id_key" ON "ledger_account"("team_id");
INSERT INTO "ledger_account" ("id") VALUES ('house');

CREATE TABLE "team_member" (
  "team_id" TEXT NOT NULL,
  "spender_id" TEXT NOT NULL,
  "month" TEXT NOT NULL DEFAULT '',
  "used" INTEGER NOT NULL DEFAULT 0,
  "held" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "team_member_pkey" PRIMARY KEY ("team_id", "spender_id"),
  CONSTRAINT "team_member_never_negative" CHECK ("used" >= 0 AND "held" >= 0),
  CONSTRAINT "team_member_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "team_member_spender_id_fkey" FOREIGN KEY ("spender_id") REFERENCES "ledger_account"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "team_member_spender_id_idx" ON "team_member"("spender_id");

-- The entries anew, each with both of its sides.
ALTER TABLE "ledger_entry" RENAME TO "ledger_entry_before";
ALTER TABLE "ledger_entry_before" RENAME CONSTRAINT "ledger_entry_pkey" TO "ledger_entry_before_pkey";
DROP INDEX "ledger_entry_account_id_id_idx";
DROP INDEX "ledger_entry_generation_id_phase_key";
ALTER SEQUENCE "ledger_entry_id_seq" RENAME TO "ledger_entry_before_id_seq";
CREATE TABLE "ledger_entry" (
  "id" BIGSERIAL NOT NULL,
  "kind" TEXT NOT NULL,
  "unit" TEXT NOT NULL DEFAULT 'credit',
  "amount" INTEGER NOT NULL,
  "source_id" TEXT NOT NULL,
  "source" TEXT NOT NULL,
  "target_id" TEXT NOT NULL,
  "target" TEXT NOT NULL,
  "generation_id" TEXT,
  "payment_id" TEXT,
  "spender_id" TEXT,
  "reason" TEXT NOT NULL,
  "phase" TEXT,
  "part" TEXT,
  "once" TEXT,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "ledger_entry_kind" CHECK ("kind" IN
    ('grant', 'hold', 'capture', 'release', 'refund', 'transfer', 'expire', 'takeback', 'repay', 'payment', 'payback')),
  CONSTRAINT "ledger_entry_amount" CHECK ("amount" > 0),
  CONSTRAINT "ledger_entry_sides" CHECK (("source_id", "source") <> ("target_id", "target")
    AND ("source_id" = 'house' OR "source" IN ('free', 'paid', 'held', 'debt'))
    AND ("target_id" = 'house' OR "target" IN ('free', 'paid', 'held', 'debt'))),
  CONSTRAINT "ledger_entry_phase" CHECK ("phase" IN ('hold', 'settle', 'refund')
    AND "part" IN ('free', 'paid', 'pool') AND "generation_id" IS NOT NULL OR num_nonnulls("phase", "part") = 0),
  CONSTRAINT "ledger_entry_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "ledger_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "ledger_entry_target_id_fkey" FOREIGN KEY ("target_id") REFERENCES "ledger_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "ledger_entry"
  ("kind", "amount", "source_id", "source", "target_id", "target", "generation_id", "reason", "phase", "part", "at")
SELECT o."kind", m."amount", m."source_id", m."source", m."target_id", m."target", o."generation_id", o."reason", o."phase",
  CASE WHEN o."phase" IS NOT NULL THEN 'free' END, o."at"
FROM "ledger_entry_before" o
  LEFT JOIN "ledger_account" other ON o."kind" = 'transfer' AND other."id" = substring(o."reason" FROM 'joined:(.*)$')
  CROSS JOIN LATERAL (VALUES
    (o."kind" = 'grant', o."available", 'house', 'gifts', o."account_id", 'free'),
    (o."kind" = 'hold', o."held", o."account_id", 'free', o."account_id", 'held'),
    (o."kind" = 'capture', -o."held", o."account_id", 'held', 'house', 'usage'),
    (o."kind" = 'release', o."available", o."account_id", 'held', o."account_id", 'free'),
    (o."kind" = 'refund', o."available", 'house', 'usage', o."account_id", 'free'),
    (o."kind" = 'expire', -o."available", o."account_id", 'free', 'house', 'expiry'),
    -- Two rows told of each side's share; the giving side's tells of both.
    (o."kind" = 'transfer' AND o."available" < 0, -o."available", o."account_id", 'free', other."id", 'free'),
    (o."kind" = 'transfer' AND o."held" < 0, -o."held", o."account_id", 'held', other."id", 'held'))
    AS m("applies", "amount", "source_id", "source", "target_id", "target")
WHERE m."applies" AND m."amount" > 0
ORDER BY o."id";
DROP TABLE "ledger_entry_before";

CREATE UNIQUE INDEX "ledger_entry_generation_id_phase_part_key" ON "ledger_entry"("generation_id", "phase", "part");
CREATE UNIQUE INDEX "ledger_entry_once_key" ON "ledger_entry"("once");
CREATE INDEX "ledger_entry_source_id_id_idx" ON "ledger_entry"("source_id", "id");
CREATE INDEX "ledger_entry_target_id_id_idx" ON "ledger_entry"("target_id", "id");
CREATE INDEX "ledger_entry_spender_id_at_idx" ON "ledger_entry"("spender_id", "at");

-- Append-only, as before; the sweep may delete what the law no longer wants, and name the house for a side that is gone.
CREATE OR REPLACE FUNCTION "ledger_entry_is_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP IN ('DELETE', 'UPDATE') AND current_setting('pixbooth.retention', true) = 'on' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'ledger_entry is append-only';
END $$;
CREATE TRIGGER "ledger_entry_append_only"
  BEFORE UPDATE OR DELETE OR TRUNCATE ON "ledger_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION "ledger_entry_is_append_only"();

-- Pictures that could be delivered nowhere are paid back.
CREATE INDEX "delivery_undeliverable_idx" ON "delivery"("generation_id") WHERE "state" = 'undeliverable';

CREATE TABLE "payment" (
  "id" TEXT NOT NULL,
  "origin" TEXT NOT NULL,
  "person_id" TEXT,
  "ledger_id" TEXT NOT NULL,
  "rail" TEXT NOT NULL,
  "product" TEXT NOT NULL,
  "state" TEXT NOT NULL DEFAULT 'open',
  "credits" INTEGER NOT NULL,
  "amount" INTEGER NOT NULL,
  "currency" TEXT NOT NULL,
  "reversed" INTEGER NOT NULL DEFAULT 0,
  "taken_back" INTEGER NOT NULL DEFAULT 0,
  "dispute" TEXT,
  "session_id" TEXT,
  "url" TEXT,
  "charge_id" TEXT,
  "subscription_id" TEXT,
  "receipt_url" TEXT,
  "reply_to" JSONB,
  "account_id" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "expires_at" TIMESTAMPTZ(3),
  "paid_at" TIMESTAMPTZ(3),
  "check_at" TIMESTAMPTZ(3),
  "refund_at" TIMESTAMPTZ(3),
  CONSTRAINT "payment_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "payment_state" CHECK ("state" IN ('open', 'pending', 'paid', 'expired', 'failed')),
  CONSTRAINT "payment_dispute" CHECK ("dispute" IN ('open', 'won', 'lost')),
  CONSTRAINT "payment_amounts" CHECK
    ("credits" >= 0 AND "amount" >= 0 AND "reversed" >= 0 AND "taken_back" BETWEEN 0 AND "credits"),
  CONSTRAINT "payment_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT "payment_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT "payment_ledger_id_fkey" FOREIGN KEY ("ledger_id") REFERENCES "ledger_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "payment_origin_key" ON "payment"("origin");
CREATE UNIQUE INDEX "payment_rail_charge_id_key" ON "payment"("rail", "charge_id");
CREATE UNIQUE INDEX "payment_rail_session_id_key" ON "payment"("rail", "session_id");
CREATE INDEX "payment_person_id_created_at_idx" ON "payment"("person_id", "created_at");
CREATE INDEX "payment_ledger_id_idx" ON "payment"("ledger_id");
CREATE INDEX "payment_check_at_idx" ON "payment"("check_at");
CREATE INDEX "payment_created_at_idx" ON "payment"("created_at");

CREATE TABLE "subscription" (
  "id" TEXT NOT NULL,
  "person_id" TEXT,
  "ledger_id" TEXT NOT NULL,
  "rail" TEXT NOT NULL,
  "subscription_id" TEXT NOT NULL,
  "product" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  "paid_until" TIMESTAMPTZ(3) NOT NULL,
  "ends_at" TIMESTAMPTZ(3),
  "late_at" TIMESTAMPTZ(3),
  "stop_at" TIMESTAMPTZ(3),
  "customer_id" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "check_at" TIMESTAMPTZ(3),
  CONSTRAINT "subscription_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "subscription_state" CHECK ("state" IN ('active', 'late', 'ended')),
  CONSTRAINT "subscription_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT "subscription_ledger_id_fkey" FOREIGN KEY ("ledger_id") REFERENCES "ledger_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "subscription_rail_subscription_id_key" ON "subscription"("rail", "subscription_id");
CREATE INDEX "subscription_person_id_idx" ON "subscription"("person_id");
CREATE INDEX "subscription_ledger_id_idx" ON "subscription"("ledger_id");
CREATE INDEX "subscription_check_at_idx" ON "subscription"("check_at");

CREATE TABLE "payment_event" (
  "rail" TEXT NOT NULL,
  "event_id" TEXT NOT NULL,
  "type" TEXT NOT NULL,
  "object_id" TEXT NOT NULL,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "done_at" TIMESTAMPTZ(3),
  "outcome" TEXT,
  CONSTRAINT "payment_event_pkey" PRIMARY KEY ("rail", "event_id")
);
CREATE INDEX "payment_event_due_at_idx" ON "payment_event"("due_at");
CREATE INDEX "payment_event_received_at_idx" ON "payment_event"("received_at");

CREATE TABLE "customer_leftover" (
  "customer_id" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "customer_leftover_pkey" PRIMARY KEY ("customer_id")
);
CREATE INDEX "customer_leftover_due_at_idx" ON "customer_leftover"("due_at");

CREATE TABLE "credit_code" (
  "code" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "person_id" TEXT,
  "credits" INTEGER NOT NULL,
  "most" INTEGER,
  "used" INTEGER NOT NULL DEFAULT 0,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "expires_at" TIMESTAMPTZ(3),
  CONSTRAINT "credit_code_pkey" PRIMARY KEY ("code"),
  CONSTRAINT "credit_code_kind" CHECK ("kind" IN ('promo', 'invite') AND ("kind" = 'invite') = ("person_id" IS NOT NULL)),
  CONSTRAINT "credit_code_numbers" CHECK ("credits" > 0 AND "used" >= 0 AND "used" <= "most"),
  CONSTRAINT "credit_code_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "credit_code_person_id_kind_key" ON "credit_code"("person_id", "kind");

CREATE TABLE "code_use" (
  "code" TEXT NOT NULL,
  "person_id" TEXT NOT NULL,
  "origin" TEXT,
  "state" TEXT NOT NULL DEFAULT 'credited',
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "code_use_pkey" PRIMARY KEY ("code", "person_id"),
  CONSTRAINT "code_use_state" CHECK ("state" IN ('waiting', 'credited', 'void')),
  CONSTRAINT "code_use_code_fkey" FOREIGN KEY ("code") REFERENCES "credit_code"("code") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "code_use_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "code_use_person_id_idx" ON "code_use"("person_id");
CREATE INDEX "code_use_waiting" ON "code_use"("at") WHERE "state" = 'waiting';

CREATE TABLE "code_try" (
  "origin" TEXT NOT NULL,
  "person_id" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "code_try_pkey" PRIMARY KEY ("origin"),
  CONSTRAINT "code_try_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "code_try_person_id_at_idx" ON "code_try"("person_id", "at");
CREATE INDEX "code_try_at_idx" ON "code_try"("at");

-- Pictures of one run.
ALTER TABLE "person" ADD COLUMN "images_per_run" INTEGER NOT NULL DEFAULT 1 CHECK ("images_per_run" BETWEEN 1 AND 10);
