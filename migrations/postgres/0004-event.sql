-- One row a spool. `planned_ends`: ends of batches begun but not committed, so that a restart repeats exactly them.
create table tocsin.spool_drain (
  spool_id uuid primary key,
  committed_segment bigint not null,
  committed_offset bigint not null,
  planned_ends jsonb not null,
  updated_at timestamptz not null
);
alter table tocsin.spool_drain enable row level security;
create policy spool_drain_scope on tocsin.spool_drain
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());
