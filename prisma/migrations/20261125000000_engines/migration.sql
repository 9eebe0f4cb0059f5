-- One paid request to an engine. It is written before the request goes out, so that no crash can pay twice.
CREATE TABLE "engine_order" (
    "id" TEXT NOT NULL,
    "generation_id" TEXT,
    "engine" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "seed" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'new',
    "engine_id" TEXT,
    "files" JSONB,
    "answer" JSONB,
    "micros" INTEGER NOT NULL,
    "spent_on" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),
    "deadline_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "closing_at" TIMESTAMPTZ(3),

    CONSTRAINT "engine_order_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "engine_order_state" CHECK ("state" IN ('new', 'sent', 'placed', 'done', 'failed', 'refused', 'cancelled', 'lost'))
);
-- The same work is never taken for two orders.
CREATE UNIQUE INDEX "engine_order_engine_engine_id_key" ON "engine_order"("engine", "engine_id");
CREATE INDEX "engine_order_generation_id_idx" ON "engine_order"("generation_id");
CREATE INDEX "engine_order_created_at_idx" ON "engine_order"("created_at");
-- At most one order of a generation is open.
CREATE UNIQUE INDEX "engine_order_open_key" ON "engine_order"("generation_id") WHERE "state" IN ('new', 'sent', 'placed');
-- What the sweep looks for: open ones, and ended ones whose files still lie at the engine.
CREATE INDEX "engine_order_unclosed_idx" ON "engine_order"("id") WHERE "state" IN ('new', 'sent', 'placed') OR "files" IS NOT NULL;
ALTER TABLE "engine_order" ADD CONSTRAINT "engine_order_generation_id_fkey"
  FOREIGN KEY ("generation_id") REFERENCES "generation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What engines have cost on a day: by engine, by person, and in all. Millionths of a US dollar.
CREATE TABLE "engine_spend" (
    "day" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "micros" BIGINT NOT NULL,
    "cap" BIGINT NOT NULL,

    CONSTRAINT "engine_spend_pkey" PRIMARY KEY ("day", "scope")
);

-- Which entries of the catalogue serve, as the workers found when they last read the engines' live schemas.
CREATE TABLE "model" (
    "id" TEXT NOT NULL,
    "fits" BOOLEAN NOT NULL,
    "reason" TEXT,
    "version" TEXT,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "model_pkey" PRIMARY KEY ("id")
);

-- A drawn character of a person's, to be drawn again by its name.
CREATE TABLE "character" (
    "id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "seed" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "character_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "character_person_id_name_key" ON "character"("person_id", "name");
ALTER TABLE "character" ADD CONSTRAINT "character_person_id_fkey"
  FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "generation" ADD COLUMN "model" TEXT NOT NULL DEFAULT 'studio';
ALTER TABLE "generation" ADD COLUMN "prompt" TEXT;
-- Free tries for the sake of likeness that were made, and whether the result is delivered with a doubt.
ALTER TABLE "generation" ADD COLUMN "redone" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "generation" ADD COLUMN "unlike" BOOLEAN NOT NULL DEFAULT false;
-- The engine's name of the work stands in its order now.
ALTER TABLE "generation" DROP COLUMN "engine_id";
