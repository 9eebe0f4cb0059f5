-- Rounds that one process of the booth does at a time, and when each was last begun.
CREATE TABLE "round" (
  "name" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "round_pkey" PRIMARY KEY ("name")
);

-- A message may say something of its own, such as that an account is about to be closed.
ALTER TABLE "delivery" ADD COLUMN "says" JSONB;
ALTER TABLE "delivery" DROP CONSTRAINT "delivery_one_subject";
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_one_subject" CHECK
  (num_nonnulls("selfie_id", "generation_id", "link_id", "notification_id", "export_id", "says") = 1);

-- Where an account was last answered in private, for what concerns the account itself: messages and their addresses go sooner.
ALTER TABLE "account" ADD COLUMN "reply_to" JSONB;

-- What the sweeper looks for every few minutes, among rows that are many.
CREATE INDEX "person_open_idx" ON "person"("last_seen_at") WHERE "closed_at" IS NULL;
CREATE INDEX "person_frozen_idx" ON "person"("id") WHERE "frozen_at" IS NOT NULL;
CREATE INDEX "selfie_reference_idx" ON "selfie"("created_at") WHERE "reference_key" IS NOT NULL;
CREATE INDEX "generation_unlike_idx" ON "generation"("ended_at") WHERE "unlike";
CREATE INDEX "engine_order_ended_at_idx" ON "engine_order"("ended_at");
