-- A part keeps each column in files of its own from a size on. Small ones in one file each: creating and synchronising some
-- ninety files for every insert and every first merge costs more than it gives.
ALTER TABLE security_event MODIFY SETTING min_bytes_for_wide_part = 67108864;
