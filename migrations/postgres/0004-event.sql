-- Sources of events, how far the spool has been drained, and the counters that must reconcile.

create table tocsin.source (
  id uuid primary key,
  company_id uuid not null references tocsin.company (id),
  project_id uuid references tocsin.project (id),
  name text not null,
  kind text not null check (kind in ('http', 'syslog')),
  -- SHA-256 of the token, hex; the token itself is shown once and never stored.
  token_hash text not null unique,
  -- Addresses and CIDR ranges whose syslog messages belong to this source.
  addresses text[] not null default '{}',
  -- SHA-256 fingerprint of a TLS client certificate, hex.
  certificate_fingerprint text unique,
  disabled_at timestamptz,
  created_at timestamptz not null,
  unique (company_id, name)
);
create index source_company on tocsin.source (company_id);
alter table tocsin.source enable row level security;
create policy source_scope on tocsin.source
  using (tocsin.in_scope(company_id)) with check (tocsin.in_scope(company_id));

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

-- Per source and hour of receipt. received = stored, and stored = evaluated + the sum of unparsed, always.
create table tocsin.intake_count (
  company_id uuid not null references tocsin.company (id),
  source_id uuid not null references tocsin.source (id),
  hour timestamptz not null,
  received bigint not null,
  stored bigint not null,
  evaluated bigint not null,
  unparsed jsonb not null default '{}',
  last_received_at timestamptz not null,
  primary key (company_id, source_id, hour)
);
create index intake_count_hour on tocsin.intake_count (hour);
alter table tocsin.intake_count enable row level security;
create policy intake_count_scope on tocsin.intake_count
  using (tocsin.in_scope(company_id)) with check (tocsin.in_scope(company_id));
