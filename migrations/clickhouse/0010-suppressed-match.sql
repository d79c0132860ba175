-- What took a match: a suppression, which keeps it out of findings, or a filter of the company, which excludes it: then it
-- counts for nothing, correlations neither. The zero UUID: nothing did. Nearly always one value, so it takes no room.
ALTER TABLE detection_match ADD COLUMN IF NOT EXISTS suppression_id UUID CODEC(ZSTD(1)) AFTER hunt_id;
ALTER TABLE detection_match ADD COLUMN IF NOT EXISTS is_excluded Bool CODEC(ZSTD(1)) AFTER suppression_id;
-- A filter takes matches of many rules, which the order of the table does not find.
ALTER TABLE detection_match ADD INDEX IF NOT EXISTS suppression suppression_id TYPE bloom_filter(0.01) GRANULARITY 1;
