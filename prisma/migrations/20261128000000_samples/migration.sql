-- Sample pictures of the styles that engines elsewhere draw, of an invented person. Where all bots can read them.
CREATE TABLE "style_sample" (
    "style" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "begun_at" TIMESTAMPTZ(3),
    "work" TEXT,
    "bytes" BYTEA,
    "mime" TEXT,
    "width" INTEGER,
    "height" INTEGER,
    "made_at" TIMESTAMPTZ(3),

    CONSTRAINT "style_sample_pkey" PRIMARY KEY ("style")
);
