-- A person's data as one archive: put together in the background, kept for a day, handed out by links or as a file.
CREATE TABLE "export" (
  "id" TEXT NOT NULL,
  "person_id" TEXT NOT NULL,
  "origin" TEXT NOT NULL,
  "state" TEXT NOT NULL DEFAULT 'waiting',
  "object_key" TEXT,
  "pieces" INTEGER NOT NULL DEFAULT 0,
  "bytes" BIGINT NOT NULL DEFAULT 0,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "ready_at" TIMESTAMPTZ(3),
  "expires_at" TIMESTAMPTZ(3),
  CONSTRAINT "export_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "export_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id")
    ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "export_state" CHECK ("state" IN ('waiting', 'ready', 'failed', 'expired')),
  CONSTRAINT "export_object" CHECK (("state" = 'ready') = ("object_key" IS NOT NULL))
);
CREATE UNIQUE INDEX "export_origin_key" ON "export"("origin");
CREATE INDEX "export_person_id_created_at_idx" ON "export"("person_id", "created_at");
CREATE INDEX "export_expires_at_idx" ON "export"("expires_at");
CREATE INDEX "export_created_at_idx" ON "export"("created_at");

CREATE TABLE "export_link" (
  "hash" TEXT NOT NULL,
  "export_id" TEXT NOT NULL,
  "guarded" BOOLEAN NOT NULL,
  CONSTRAINT "export_link_pkey" PRIMARY KEY ("hash"),
  CONSTRAINT "export_link_export_id_fkey" FOREIGN KEY ("export_id") REFERENCES "export"("id")
    ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "export_link_export_id_idx" ON "export_link"("export_id");

ALTER TABLE "task" ADD COLUMN "export_id" TEXT,
  ADD CONSTRAINT "task_export_id_fkey" FOREIGN KEY ("export_id") REFERENCES "export"("id")
    ON DELETE CASCADE ON UPDATE CASCADE,
  DROP CONSTRAINT "task_one_subject",
  ADD CONSTRAINT "task_one_subject"
    CHECK (num_nonnulls("selfie_id", "generation_id", "delivery_id", "export_id") = 1);
CREATE UNIQUE INDEX "task_export_id_key" ON "task"("export_id");

ALTER TABLE "delivery" ADD COLUMN "export_id" TEXT,
  ADD CONSTRAINT "delivery_export_id_fkey" FOREIGN KEY ("export_id") REFERENCES "export"("id")
    ON DELETE CASCADE ON UPDATE CASCADE,
  DROP CONSTRAINT "delivery_one_subject",
  ADD CONSTRAINT "delivery_one_subject"
    CHECK (num_nonnulls("selfie_id", "generation_id", "link_id", "notification_id", "export_id") = 1);
CREATE UNIQUE INDEX "delivery_export_id_key" ON "delivery"("export_id");
