-- Of an erased person an order at an engine keeps only what it takes to stop it and to remove its files there.
ALTER TABLE "engine_order" ALTER COLUMN "spent_on" DROP NOT NULL;
CREATE INDEX "engine_order_spent_on_idx" ON "engine_order"("spent_on");

-- Messages of an erased person that the platforms still have, until the bots have taken them away.
CREATE TABLE "leftover_message" (
  "id" TEXT NOT NULL,
  "platform" TEXT NOT NULL,
  "message_ref" JSONB NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "tries" INTEGER NOT NULL DEFAULT 0,
  "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "leftover_message_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "leftover_message_platform_due_at_idx" ON "leftover_message"("platform", "due_at");
CREATE INDEX "leftover_message_created_at_idx" ON "leftover_message"("created_at");

-- What an account has said and nobody has answered yet, for when the account is erased.
CREATE INDEX "inbox_event_account_idx" ON "inbox_event"("platform", ("payload"->'account'->>'userId')) WHERE "payload" IS NOT NULL;
