-- The spool lets go of what an insert has acknowledged, so an insert must be on the disk and not only in the system's
-- memory. Merged parts need no sync of their own: the parts that went into them stay for eight minutes more.
ALTER TABLE security_event MODIFY SETTING fsync_after_insert = 1;
ALTER TABLE security_event MODIFY SETTING fsync_part_directory = 1;
ALTER TABLE detection_match MODIFY SETTING fsync_after_insert = 1;
ALTER TABLE detection_match MODIFY SETTING fsync_part_directory = 1;
ALTER TABLE correlation_member MODIFY SETTING fsync_after_insert = 1;
ALTER TABLE correlation_member MODIFY SETTING fsync_part_directory = 1;
