-- Incidents: the provider's own; a customer sees those that affect its company, and only what is meant for it.

-- The last number of each year: taken in the transaction that opens the incident, so that numbers have no gap.
create table tocsin.incident_number (
  year integer primary key,
  last integer not null
);

create table tocsin.incident (
  id uuid primary key,
  year integer not null,
  sequence integer not null,
  title text not null,
  severity text not null check (severity in ('informational', 'low', 'medium', 'high', 'critical')),
  status text not null check (status in
    ('new', 'triaged', 'investigating', 'contained', 'eradicated', 'recovered', 'closed', 'cancelled')),
  cancel_reason text check (cancel_reason in ('false_positive', 'duplicate')),
  duplicate_of uuid references tocsin.incident (id) on delete set null,
  summary text,
  assignee_id uuid references tocsin.app_user (id) on delete set null,
  opened_at timestamptz not null,
  updated_at timestamptz not null,
  ended_at timestamptz,
  unique (year, sequence),
  check ((status in ('closed', 'cancelled')) = (ended_at is not null)),
  check ((status = 'cancelled') = (cancel_reason is not null))
);
create index incident_opened on tocsin.incident (opened_at desc, id desc);
create index incident_running on tocsin.incident (severity) where ended_at is null;
create index incident_duplicate on tocsin.incident (duplicate_of) where duplicate_of is not null;

create table tocsin.incident_company (
  incident_id uuid not null references tocsin.incident (id) on delete cascade,
  company_id uuid not null references tocsin.company (id),
  state text not null check (state in ('suspected', 'confirmed', 'cleared')),
  -- When the provider first had reason to think so: clocks of agreements start here.
  affected_at timestamptz not null,
  primary key (incident_id, company_id)
);
create index incident_company_company on tocsin.incident_company (company_id);

-- A finding belongs to one incident at most. What the incident needs of it later is kept here.
create table tocsin.incident_finding (
  finding_id uuid primary key,
  incident_id uuid not null references tocsin.incident (id) on delete cascade,
  company_id uuid not null references tocsin.company (id),
  rule_id text not null,
  rule_title text not null,
  entity_type text not null,
  entity_value text not null,
  title text not null,
  severity text not null,
  first_match_at timestamptz not null,
  tags text[] not null,
  playbook text,
  recommended_measures text[] not null,
  attached_at timestamptz not null
);
create index incident_finding_incident on tocsin.incident_finding (incident_id, attached_at);
create index incident_finding_fold on tocsin.incident_finding (company_id, rule_id, entity_type, entity_value);

-- Append-only: the server's role can neither change nor delete an entry.
create table tocsin.incident_timeline (
  id uuid primary key,
  position bigint generated always as identity,
  incident_id uuid not null references tocsin.incident (id) on delete cascade,
  -- Null: about the incident as a whole.
  company_id uuid references tocsin.company (id),
  at timestamptz not null,
  kind text not null,
  actor_kind text not null,
  actor_id text,
  actor_name text not null,
  text text not null,
  visibility text not null check (visibility in ('internal', 'customer')),
  data jsonb not null default '{}'
);
create index incident_timeline_incident on tocsin.incident_timeline (incident_id, position);
revoke update, delete, truncate on tocsin.incident_timeline from tocsin_app;

alter table tocsin.incident_number enable row level security;
create policy incident_number_scope on tocsin.incident_number
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());
alter table tocsin.incident_company enable row level security;
create policy incident_company_scope on tocsin.incident_company
  using (tocsin.in_provider_scope() or (tocsin.in_scope(company_id) and state <> 'cleared'))
  with check (tocsin.in_provider_scope());
alter table tocsin.incident enable row level security;
create policy incident_scope on tocsin.incident
  using (tocsin.in_provider_scope() or exists (
    select 1 from tocsin.incident_company
    where incident_company.incident_id = incident.id
      and incident_company.state <> 'cleared' and tocsin.in_scope(incident_company.company_id)))
  with check (tocsin.in_provider_scope());
alter table tocsin.incident_finding enable row level security;
create policy incident_finding_scope on tocsin.incident_finding
  using (tocsin.in_scope(company_id)) with check (tocsin.in_provider_scope());
alter table tocsin.incident_timeline enable row level security;
create policy incident_timeline_scope on tocsin.incident_timeline
  using (tocsin.in_provider_scope() or (visibility = 'customer'
    and (company_id is null or tocsin.in_scope(company_id))
    and exists (select 1 from tocsin.incident_company
      where incident_company.incident_id = incident_timeline.incident_id
        and incident_company.state <> 'cleared' and tocsin.in_scope(incident_company.company_id))))
  with check (tocsin.in_provider_scope());

-- When a company is erased, an incident that affected nobody else goes with it.
create function tocsin.drop_deserted_incident() returns trigger
  language plpgsql security definer set search_path = tocsin, pg_temp as $$
  begin
    delete from tocsin.incident where incident.id = old.incident_id
      and not exists (select 1 from tocsin.incident_company where incident_company.incident_id = old.incident_id);
    return null;
  end $$;
revoke all on function tocsin.drop_deserted_incident from public;
create trigger incident_company_erased after delete on tocsin.incident_company
  for each row execute function tocsin.drop_deserted_incident();
