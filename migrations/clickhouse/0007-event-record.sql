-- What a parser made of the raw record, for rules to ask stored events by SQL (src/event/stored-record.ts). Form 0: not kept,
-- as for every event of before; 1: raw is the record; 2: `record` is; 3: raw, with the members of `record` put over its own.
ALTER TABLE security_event ADD COLUMN IF NOT EXISTS record_form UInt8 AFTER raw;
ALTER TABLE security_event ADD COLUMN IF NOT EXISTS record String CODEC(ZSTD(1)) AFTER record_form;
