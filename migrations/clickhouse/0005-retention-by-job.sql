-- Rows go by a nightly job instead of the tables' own TTL: with a TTL on it, a change of retention_until rewrites whole parts
-- (19 s for 0.8 GB, measured; without it 0.6 s), and a hold on evidence would have to be written into every row.
-- A TTL is set before it is taken away, so that this file can be repeated after a crash.
ALTER TABLE security_event MODIFY TTL retention_until DELETE SETTINGS materialize_ttl_after_modify = 0;
ALTER TABLE security_event REMOVE TTL;
ALTER TABLE detection_match MODIFY TTL retention_until DELETE SETTINGS materialize_ttl_after_modify = 0;
ALTER TABLE detection_match REMOVE TTL;
ALTER TABLE correlation_member MODIFY TTL retention_until DELETE SETTINGS materialize_ttl_after_modify = 0;
ALTER TABLE correlation_member REMOVE TTL;
