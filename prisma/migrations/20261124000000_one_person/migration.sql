-- Owners: the first part of an object's name in the vault, which is the person who it was written for. When two persons
-- become one, the owners of both point at that one, so nothing has to be encrypted or moved anew.
CREATE TABLE "vault_owner" (
    "id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "data_key" BYTEA,

    CONSTRAINT "vault_owner_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "vault_owner_person_id_idx" ON "vault_owner"("person_id");
ALTER TABLE "vault_owner" ADD CONSTRAINT "vault_owner_person_id_fkey"
  FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

INSERT INTO "vault_owner" ("id", "person_id", "data_key")
  SELECT "id", "id", "data_key" FROM "person" WHERE "data_key" IS NOT NULL;
-- A dropped column stays in its rows: no second copy of a key may outlive the first.
UPDATE "person" SET "data_key" = NULL WHERE "data_key" IS NOT NULL;
ALTER TABLE "person" DROP COLUMN "data_key";

-- Two accounts that are about to become one person's. What is asked of whom follows from the state.
CREATE TABLE "link" (
    "id" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "code_hash" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "host_id" TEXT,
    "guest_id" TEXT,
    "number" INTEGER NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "link_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "link_state" CHECK ("state" IN ('open', 'claimed', 'agreed', 'joined', 'refused', 'expired')),
    CONSTRAINT "link_two_accounts" CHECK ("host_id" <> "guest_id")
);
CREATE UNIQUE INDEX "link_origin_key" ON "link"("origin");
CREATE UNIQUE INDEX "link_code_hash_key" ON "link"("code_hash");
CREATE INDEX "link_host_id_created_at_idx" ON "link"("host_id", "created_at");
CREATE INDEX "link_guest_id_idx" ON "link"("guest_id");
CREATE INDEX "link_created_at_idx" ON "link"("created_at");
CREATE INDEX "link_waiting_idx" ON "link"("expires_at") WHERE "state" IN ('open', 'claimed', 'agreed');
ALTER TABLE "link" ADD CONSTRAINT "link_host_id_fkey"
  FOREIGN KEY ("host_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "link" ADD CONSTRAINT "link_guest_id_fkey"
  FOREIGN KEY ("guest_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Codes that an account has typed, right or wrong, so that nobody can guess one.
CREATE TABLE "link_try" (
    "origin" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "link_try_pkey" PRIMARY KEY ("origin")
);
CREATE INDEX "link_try_account_id_at_idx" ON "link_try"("account_id", "at");
CREATE INDEX "link_try_at_idx" ON "link_try"("at");
ALTER TABLE "link_try" ADD CONSTRAINT "link_try_account_id_fkey"
  FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A delivery names the account that it goes to: it goes with it, and shows nothing once that is somebody else's.
-- So far every person has had one account.
ALTER TABLE "delivery" ADD COLUMN "account_id" TEXT, ADD COLUMN "link_id" TEXT, ADD COLUMN "side" TEXT;
UPDATE "delivery" d SET "account_id" = a."id" FROM "account" a WHERE a."person_id" = d."person_id";
DELETE FROM "delivery" WHERE "account_id" IS NULL;
ALTER TABLE "delivery" ALTER COLUMN "account_id" SET NOT NULL;
CREATE INDEX "delivery_account_id_idx" ON "delivery"("account_id");
CREATE UNIQUE INDEX "delivery_link_id_side_key" ON "delivery"("link_id", "side");
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_account_id_fkey"
  FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_link_id_fkey"
  FOREIGN KEY ("link_id") REFERENCES "link"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "delivery" DROP CONSTRAINT "delivery_one_subject";
ALTER TABLE "delivery"
  ADD CONSTRAINT "delivery_one_subject" CHECK (num_nonnulls("selfie_id", "generation_id", "link_id") = 1),
  ADD CONSTRAINT "delivery_side" CHECK
    (("link_id" IS NULL AND "side" IS NULL) OR ("link_id" IS NOT NULL AND "side" IN ('host', 'guest')));

-- Two persons who become one have had two fillings on the same day.
ALTER TABLE "ledger_account" ADD COLUMN "filled" INTEGER NOT NULL DEFAULT 0;

-- Credits that change hands when two persons become one, and free ones that would otherwise double.
ALTER TABLE "ledger_entry" DROP CONSTRAINT "ledger_entry_kind";
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_kind" CHECK
  ("kind" IN ('grant', 'hold', 'capture', 'release', 'transfer', 'expire'));
