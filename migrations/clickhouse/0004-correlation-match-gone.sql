-- Replaced by correlation_member.
DROP TABLE IF EXISTS correlation_match;
