-- What correlations have to look at, one row for each batch and company instead of one for each group: the groups are
-- packed by the program (due.ts). What waits in the old table is taken over unpacked.

create table tocsin.correlation_due_batch (
  id bigint generated always as identity primary key,
  company_id uuid not null references tocsin.company (id),
  -- zstd of JSON, written and read by the program; null: `waiting` has it.
  packed bytea,
  -- Groups as the earlier version left them: [correlation, group, from, to] each, times in Unix milliseconds.
  waiting jsonb,
  check ((packed is null) <> (waiting is null))
);
create index correlation_due_batch_company on tocsin.correlation_due_batch (company_id);
alter table tocsin.correlation_due_batch enable row level security;
create policy correlation_due_batch_scope on tocsin.correlation_due_batch
  using (tocsin.in_scope(company_id)) with check (tocsin.in_scope(company_id));

insert into tocsin.correlation_due_batch (company_id, waiting)
select correlation_due.company_id,
       jsonb_agg(jsonb_build_array(correlation_due.correlation_id, correlation_due.group_key,
                                   floor(extract(epoch from correlation_due.from_at) * 1000),
                                   ceil(extract(epoch from correlation_due.to_at) * 1000)))
from tocsin.correlation_due
group by correlation_due.company_id;

drop table tocsin.correlation_due;

-- The process that evaluated last: its counts of rows (due-filter.ts) hold only as long as no other has evaluated since.
create table tocsin.correlator (
  one boolean primary key default true check (one),
  holder uuid
);
insert into tocsin.correlator (one) values (true);
