-- Security events: what was received (raw), and what it says (columns and OCSF). docs/adr/0003-event-table.md argues.
-- Addresses: '::' (the unspecified address) means none. project_id: the zero UUID means none.
CREATE TABLE IF NOT EXISTS security_event
(
    company_id UUID,
    project_id UUID,
    source_id UUID,
    event_id UUID,
    time DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    received_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    class_uid UInt32,
    activity_id UInt16,
    activity LowCardinality(String),
    severity_id UInt8,
    status LowCardinality(String),
    repeated UInt32,
    product LowCardinality(String),
    category LowCardinality(String),
    service LowCardinality(String),
    parser LowCardinality(String),
    unparsed_reason LowCardinality(String),
    peer LowCardinality(String),
    host LowCardinality(String),
    user_name String CODEC(ZSTD(1)),
    src_ip IPv6 CODEC(ZSTD(1)),
    dst_ip IPv6 CODEC(ZSTD(1)),
    process_name LowCardinality(String),
    command_line String CODEC(ZSTD(1)),
    api_operation LowCardinality(String),
    message String CODEC(ZSTD(1)),
    ocsf String CODEC(ZSTD(1)),
    raw String CODEC(ZSTD(1)),
    retention_until Date,
    INDEX event_id_bloom event_id TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX user_name_bloom lowerUTF8(user_name) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX src_ip_bloom src_ip TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX dst_ip_bloom dst_ip TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX raw_words lower(raw) TYPE tokenbf_v1(65536, 3, 0) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(time)
ORDER BY (company_id, time, event_id)
TTL retention_until DELETE
SETTINGS non_replicated_deduplication_window = 10000, merge_with_ttl_timeout = 86400;
