-- What made the row, a hash of the rule as it is matched and of the correlation's key fields: a row counts only while that is in
-- force. Empty: stored by an older release, which counts in any case.
ALTER TABLE correlation_member ADD COLUMN IF NOT EXISTS origin LowCardinality(String) CODEC(ZSTD(1)) AFTER retention_until;
-- Which version of the rules made the row: a correlation that was changed looks back and makes rows anew, and of the rows of one
-- match the newest counts. 0: stored by an older release. In a batch it is one number, so it takes no room.
ALTER TABLE correlation_member ADD COLUMN IF NOT EXISTS rule_set UInt32 CODEC(ZSTD(1)) AFTER origin;
