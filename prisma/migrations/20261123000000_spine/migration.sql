-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "person" (
    "id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "language" TEXT NOT NULL DEFAULT 'en',
    "erasing_at" TIMESTAMPTZ(3),
    "data_key" BYTEA,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "platform" TEXT NOT NULL,
    "tenant" TEXT NOT NULL DEFAULT '',
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consent" (
    "id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "granted" BOOLEAN NOT NULL,
    "version" TEXT NOT NULL,
    "text_hash" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "platform" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "consent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbox_event" (
    "platform" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease_until" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "inbox_event_pkey" PRIMARY KEY ("platform","event_id")
);

-- CreateTable
CREATE TABLE "selfie" (
    "id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'fetching',
    "source" JSONB,
    "original_key" TEXT,
    "reference_key" TEXT,
    "whole_key" TEXT,
    "verdict" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "judged_at" TIMESTAMPTZ(3),

    CONSTRAINT "selfie_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "generation" (
    "id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "selfie_id" TEXT,
    "origin" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "style" TEXT NOT NULL,
    "engine" TEXT NOT NULL,
    "engine_id" TEXT,
    "state" TEXT NOT NULL,
    "seed" INTEGER NOT NULL,
    "cost" INTEGER NOT NULL,
    "progress" DOUBLE PRECISION,
    "position" INTEGER,
    "notice" JSONB,
    "deadline_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "generation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "image" (
    "id" TEXT NOT NULL,
    "generation_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "object_key" TEXT NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "mime" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "image_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_account" (
    "id" TEXT NOT NULL,
    "person_id" TEXT,
    "available" INTEGER NOT NULL DEFAULT 0,
    "held" INTEGER NOT NULL DEFAULT 0,
    "free_day" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "ledger_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_entry" (
    "id" BIGSERIAL NOT NULL,
    "account_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "available" INTEGER NOT NULL,
    "held" INTEGER NOT NULL,
    "generation_id" TEXT,
    "reason" TEXT NOT NULL,
    "phase" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "queue" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "selfie_id" TEXT,
    "generation_id" TEXT,
    "delivery_id" TEXT,
    "priority" INTEGER NOT NULL DEFAULT 1,
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "losses" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease_until" TIMESTAMPTZ(3),
    "lease_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery" (
    "id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "platform" TEXT NOT NULL,
    "reply_to" JSONB NOT NULL,
    "selfie_id" TEXT,
    "generation_id" TEXT,
    "wanted" INTEGER NOT NULL DEFAULT 0,
    "sent" INTEGER NOT NULL DEFAULT -1,
    "message_ref" JSONB,
    "rung" INTEGER NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL DEFAULT 'open',
    "opened_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "report" (
    "id" TEXT NOT NULL,
    "person_id" TEXT,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "image_id" TEXT,
    "origin" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "report_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "web_chat" (
    "account_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "web_chat_pkey" PRIMARY KEY ("account_id")
);

-- CreateTable
CREATE TABLE "web_message" (
    "account_id" TEXT NOT NULL,
    "slot" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "created_seq" INTEGER NOT NULL,
    "author" TEXT NOT NULL,
    "body" JSONB,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "web_message_pkey" PRIMARY KEY ("account_id","slot")
);

-- CreateIndex
CREATE INDEX "person_last_seen_at_idx" ON "person"("last_seen_at");

-- CreateIndex
CREATE INDEX "account_person_id_idx" ON "account"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "account_platform_tenant_user_id_key" ON "account"("platform", "tenant", "user_id");

-- CreateIndex
CREATE INDEX "consent_person_id_purpose_at_idx" ON "consent"("person_id", "purpose", "at");

-- CreateIndex
CREATE INDEX "inbox_event_received_at_idx" ON "inbox_event"("received_at");

-- CreateIndex
CREATE UNIQUE INDEX "selfie_origin_key" ON "selfie"("origin");

-- CreateIndex
CREATE INDEX "selfie_person_id_state_created_at_idx" ON "selfie"("person_id", "state", "created_at" DESC);

-- CreateIndex
CREATE INDEX "selfie_created_at_idx" ON "selfie"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "generation_origin_key" ON "generation"("origin");

-- CreateIndex
CREATE INDEX "generation_person_id_created_at_idx" ON "generation"("person_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "generation_selfie_id_idx" ON "generation"("selfie_id");

-- CreateIndex
CREATE INDEX "generation_state_deadline_at_idx" ON "generation"("state", "deadline_at");

-- CreateIndex
CREATE INDEX "generation_ended_at_idx" ON "generation"("ended_at");

-- CreateIndex
CREATE INDEX "image_generation_id_idx" ON "image"("generation_id");

-- CreateIndex
CREATE INDEX "image_person_id_created_at_idx" ON "image"("person_id", "created_at");

-- CreateIndex
CREATE INDEX "image_created_at_idx" ON "image"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_account_person_id_key" ON "ledger_account"("person_id");

-- CreateIndex
CREATE INDEX "ledger_entry_account_id_id_idx" ON "ledger_entry"("account_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_entry_generation_id_phase_key" ON "ledger_entry"("generation_id", "phase");

-- CreateIndex
CREATE UNIQUE INDEX "task_selfie_id_key" ON "task"("selfie_id");

-- CreateIndex
CREATE UNIQUE INDEX "task_generation_id_key" ON "task"("generation_id");

-- CreateIndex
CREATE UNIQUE INDEX "task_delivery_id_key" ON "task"("delivery_id");

-- CreateIndex
CREATE INDEX "task_queue_priority_created_at_idx" ON "task"("queue", "priority", "created_at");

-- CreateIndex
CREATE INDEX "task_person_id_queue_idx" ON "task"("person_id", "queue");

-- CreateIndex
CREATE INDEX "task_due_at_idx" ON "task"("due_at");

-- CreateIndex
CREATE UNIQUE INDEX "delivery_selfie_id_key" ON "delivery"("selfie_id");

-- CreateIndex
CREATE UNIQUE INDEX "delivery_generation_id_key" ON "delivery"("generation_id");

-- CreateIndex
CREATE INDEX "delivery_person_id_idx" ON "delivery"("person_id");

-- CreateIndex
CREATE INDEX "delivery_opened_at_idx" ON "delivery"("opened_at");

-- CreateIndex
CREATE UNIQUE INDEX "report_origin_key" ON "report"("origin");

-- CreateIndex
CREATE INDEX "report_person_id_idx" ON "report"("person_id");

-- CreateIndex
CREATE INDEX "report_closed_at_created_at_idx" ON "report"("closed_at", "created_at");

-- CreateIndex
CREATE INDEX "web_message_account_id_seq_idx" ON "web_message"("account_id", "seq");

-- CreateIndex
CREATE INDEX "web_message_account_id_created_seq_idx" ON "web_message"("account_id", "created_seq");

-- CreateIndex
CREATE INDEX "web_message_at_idx" ON "web_message"("at");

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consent" ADD CONSTRAINT "consent_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "selfie" ADD CONSTRAINT "selfie_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "generation" ADD CONSTRAINT "generation_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "generation" ADD CONSTRAINT "generation_selfie_id_fkey" FOREIGN KEY ("selfie_id") REFERENCES "selfie"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "image" ADD CONSTRAINT "image_generation_id_fkey" FOREIGN KEY ("generation_id") REFERENCES "generation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "image" ADD CONSTRAINT "image_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_account" ADD CONSTRAINT "ledger_account_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "ledger_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task" ADD CONSTRAINT "task_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task" ADD CONSTRAINT "task_selfie_id_fkey" FOREIGN KEY ("selfie_id") REFERENCES "selfie"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task" ADD CONSTRAINT "task_generation_id_fkey" FOREIGN KEY ("generation_id") REFERENCES "generation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task" ADD CONSTRAINT "task_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "delivery"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_selfie_id_fkey" FOREIGN KEY ("selfie_id") REFERENCES "selfie"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_generation_id_fkey" FOREIGN KEY ("generation_id") REFERENCES "generation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "report" ADD CONSTRAINT "report_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "web_chat" ADD CONSTRAINT "web_chat_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "web_message" ADD CONSTRAINT "web_message_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "web_chat"("account_id") ON DELETE CASCADE ON UPDATE CASCADE;



-- What the schema language has no words for.

ALTER TABLE "ledger_account"
  ADD CONSTRAINT "ledger_account_never_negative" CHECK ("available" >= 0 AND "held" >= 0);

ALTER TABLE "ledger_entry"
  ADD CONSTRAINT "ledger_entry_kind" CHECK ("kind" IN ('grant', 'hold', 'capture', 'release')),
  ADD CONSTRAINT "ledger_entry_phase" CHECK ("phase" IN ('hold', 'settle'));

ALTER TABLE "selfie"
  ADD CONSTRAINT "selfie_state" CHECK
    ("state" IN ('fetching', 'looking', 'asking', 'accepted', 'refused', 'failed', 'forgotten'));

ALTER TABLE "generation"
  ADD CONSTRAINT "generation_state" CHECK
    ("state" IN ('waiting', 'queued', 'running', 'done', 'refused', 'failed', 'cancelled'));

ALTER TABLE "task"
  ADD CONSTRAINT "task_one_subject" CHECK (num_nonnulls("selfie_id", "generation_id", "delivery_id") = 1);

ALTER TABLE "delivery"
  ADD CONSTRAINT "delivery_one_subject" CHECK (num_nonnulls("selfie_id", "generation_id") = 1);

-- The ledger is append-only: not even a mistake of ours can change what was written.
CREATE FUNCTION "ledger_entry_is_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'ledger_entry is append-only';
END $$;

CREATE TRIGGER "ledger_entry_append_only"
  BEFORE UPDATE OR DELETE OR TRUNCATE ON "ledger_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION "ledger_entry_is_append_only"();

-- What is rare is looked for every few seconds, among rows that are many.
CREATE INDEX "selfie_original_idx" ON "selfie"("created_at") WHERE "original_key" IS NOT NULL;
CREATE INDEX "selfie_whole_idx" ON "selfie"("created_at") WHERE "whole_key" IS NOT NULL;
CREATE INDEX "selfie_unjudged_idx" ON "selfie"("created_at") WHERE "state" IN ('fetching', 'looking');
CREATE INDEX "person_erasing_idx" ON "person"("erasing_at") WHERE "erasing_at" IS NOT NULL;
