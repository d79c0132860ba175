-- The matches that correlations count, by hour before group: a window is short and the table is long, so every question
-- about one reads an hour or two of a company's rows. The copy may repeat a row of a batch that is stored again after the
-- upgrade; correlations count sets (COR-2).
CREATE OR REPLACE TABLE correlation_member
(
    company_id UUID,
    correlation_id LowCardinality(String),
    group_key String,
    event_time DateTime64(3, 'UTC'),
    event_id UUID,
    rule_id LowCardinality(String),
    value Nullable(String),
    above String CODEC(ZSTD(1)),
    retention_until Date
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (company_id, correlation_id, toStartOfHour(event_time), group_key, event_time, event_id)
TTL retention_until DELETE
SETTINGS non_replicated_deduplication_window = 10000, merge_with_ttl_timeout = 86400
AS SELECT company_id, correlation_id, group_key, event_time, event_id, rule_id, value, above, retention_until
FROM correlation_match
SETTINGS max_partitions_per_insert_block = 1000;
