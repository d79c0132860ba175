-- Every match of a rule on an event: the evidence behind a finding.
CREATE TABLE detection_match (
  company_id UUID,
  rule_id LowCardinality(String),
  entity_type LowCardinality(String),
  entity_value String,
  event_time DateTime64(3, 'UTC'),
  event_id UUID,
  fields String CODEC(ZSTD(3))
) ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (company_id, rule_id, entity_type, entity_value, event_time, event_id)
SETTINGS non_replicated_deduplication_window = 10000;

-- The matches that feed correlations, by the group they count in: the whole state of every correlation.
CREATE TABLE correlation_match (
  company_id UUID,
  correlation_id LowCardinality(String),
  group_key String,
  event_time DateTime64(3, 'UTC'),
  event_id UUID,
  rule_id LowCardinality(String),
  values Array(String),
  message String CODEC(ZSTD(3))
) ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (company_id, correlation_id, group_key, event_time, event_id)
SETTINGS non_replicated_deduplication_window = 10000;
