-- Matches of the last day are counted over all rules and entities, whose order is not that of time: granules that are older are
-- passed over. Parts that are there already get it when they are merged.
ALTER TABLE detection_match ADD INDEX IF NOT EXISTS event_time_bounds event_time TYPE minmax GRANULARITY 1;
