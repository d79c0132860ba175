-- Every match of a rule that makes findings: the evidence behind them.
CREATE TABLE IF NOT EXISTS detection_match
(
    company_id UUID,
    rule_id LowCardinality(String),
    entity_type LowCardinality(String),
    entity_value String,
    event_time DateTime64(3, 'UTC'),
    event_id UUID,
    fields String CODEC(ZSTD(1)),
    retention_until Date
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (company_id, rule_id, entity_type, entity_value, event_time, event_id)
TTL retention_until DELETE
SETTINGS non_replicated_deduplication_window = 10000, merge_with_ttl_timeout = 86400;

-- The matches that feed correlations, by the group that they count in: the whole state of every correlation.
CREATE TABLE IF NOT EXISTS correlation_match
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
ORDER BY (company_id, correlation_id, group_key, event_time, event_id)
TTL retention_until DELETE
SETTINGS non_replicated_deduplication_window = 10000, merge_with_ttl_timeout = 86400;
