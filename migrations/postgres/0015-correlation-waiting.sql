-- Groups whose correlation is judged only when its windows have closed, until they have.
create table tocsin.correlation_waiting (
  id bigint generated always as identity primary key,
  company_id uuid not null references tocsin.company (id),
  -- Everything of theirs has arrived when all records received before this are judged.
  ripe_at timestamptz not null,
  -- zstd of JSON, written and read by the program (due.ts).
  packed bytea not null
);
create index correlation_waiting_ripe on tocsin.correlation_waiting (ripe_at);
create index correlation_waiting_company on tocsin.correlation_waiting (company_id);
alter table tocsin.correlation_waiting enable row level security;
create policy correlation_waiting_scope on tocsin.correlation_waiting
  using (tocsin.in_scope(company_id)) with check (tocsin.in_scope(company_id));

-- Every record that this spool's node received before is stored and judged; null: not known yet.
alter table tocsin.spool_drain add column complete_until timestamptz;
