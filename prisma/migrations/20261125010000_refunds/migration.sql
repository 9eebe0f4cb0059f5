-- What was captured for a picture that does not look like the person is given back, once.
ALTER TABLE "ledger_entry" DROP CONSTRAINT "ledger_entry_kind";
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_kind" CHECK
  ("kind" IN ('grant', 'hold', 'capture', 'release', 'refund', 'transfer', 'expire'));
ALTER TABLE "ledger_entry" DROP CONSTRAINT "ledger_entry_phase";
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_phase" CHECK ("phase" IN ('hold', 'settle', 'refund'));
