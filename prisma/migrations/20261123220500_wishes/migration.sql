-- The style that a person came for by a link: the next photo is made into it. "wish_event" names the event that used it,
-- so that handling that event again does the same.
ALTER TABLE "person" ADD COLUMN "wish" TEXT, ADD COLUMN "wished_at" TIMESTAMPTZ(3), ADD COLUMN "wish_event" TEXT;

-- Few people have one at any moment.
CREATE INDEX "person_wished_idx" ON "person"("wished_at") WHERE "wished_at" IS NOT NULL;

-- Chosen in /settings: what the platform says about the language no longer counts.
ALTER TABLE "person" ADD COLUMN "language_chosen" BOOLEAN NOT NULL DEFAULT false;
