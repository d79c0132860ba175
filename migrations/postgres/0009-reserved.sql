-- Number reserved for another migration of the same release; this file gives way to it.
select 1;
