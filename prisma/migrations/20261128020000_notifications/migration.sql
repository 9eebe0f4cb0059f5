-- What the operators have to tell many persons at once, such as a breach, and who has been told.
CREATE TABLE "notification" (
    "id" TEXT NOT NULL,
    "texts" JSONB NOT NULL,
    "addressed" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notification_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "notification_recipient" (
    "notification_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "platform" TEXT,
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "notification_recipient_pkey" PRIMARY KEY ("notification_id", "person_id"),
    CONSTRAINT "notification_recipient_state" CHECK ("state" IN ('waiting', 'told', 'unreachable'))
);
CREATE INDEX "notification_recipient_person_id_idx" ON "notification_recipient"("person_id");
-- The rounds look for these every few seconds.
CREATE INDEX "notification_recipient_waiting_idx" ON "notification_recipient"("notification_id", "person_id")
  WHERE "state" = 'waiting';
ALTER TABLE "notification_recipient" ADD CONSTRAINT "notification_recipient_notification_id_fkey"
  FOREIGN KEY ("notification_id") REFERENCES "notification"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "notification_recipient" ADD CONSTRAINT "notification_recipient_person_id_fkey"
  FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- It goes out as a delivery, one for each account that is tried.
ALTER TABLE "delivery" ADD COLUMN "notification_id" TEXT;
CREATE UNIQUE INDEX "delivery_notification_id_account_id_key" ON "delivery"("notification_id", "account_id");
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_notification_id_fkey"
  FOREIGN KEY ("notification_id") REFERENCES "notification"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "delivery" DROP CONSTRAINT "delivery_one_subject";
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_one_subject" CHECK
  (num_nonnulls("selfie_id", "generation_id", "link_id", "notification_id") = 1);
