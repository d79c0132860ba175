-- Which version of the rules judged an event when it was received: a rule that came into force later has not seen it and hunts
-- backwards over it. 0: stored by an older release. In a batch it is one number, so it takes no room.
ALTER TABLE security_event ADD COLUMN IF NOT EXISTS rule_set UInt32 CODEC(ZSTD(1)) AFTER retention_until;
-- The hunt that found the match; the zero UUID: it was found when the event was received.
ALTER TABLE detection_match ADD COLUMN IF NOT EXISTS hunt_id UUID CODEC(ZSTD(1)) AFTER retention_until;
