-- Suppressions: what keeps matches of one company out of its findings for a time, and the filters of one company.

create table tocsin.suppression (
  id uuid primary key,
  company_id uuid not null references tocsin.company (id),
  -- `entity`: findings of a rule about one entity; `rule`: all findings of a rule; `filter`: matches that a filter excludes.
  kind text not null check (kind in ('entity', 'rule', 'filter')),
  -- The rule's title, or the filter's, when the suppression was made.
  title text not null,
  rule_id text,
  entity_type text,
  entity_value text,
  -- Of a filter: its text as written, the rules that it names (null: any of its log source), and the log source.
  yaml text,
  targets text[],
  product text,
  category text,
  service text,
  owner_id uuid not null,
  owner_name text not null,
  reason text not null,
  expires_at timestamptz not null,
  -- A filter can be switched off and on; a suppression is ended.
  enabled boolean not null default true,
  created_at timestamptz not null,
  created_by_id uuid,
  created_by_name text not null,
  ended_at timestamptz,
  ended_by_name text,
  end_reason text,
  -- Matches that it has taken, counted in the transaction of the batch that brought them.
  match_count bigint not null default 0,
  -- Event time of the last of them.
  last_match_at timestamptz,
  check ((kind = 'filter') = (yaml is not null)),
  check ((kind = 'filter') = (rule_id is null)),
  check ((kind = 'entity') = (entity_type is not null)),
  check ((entity_type is null) = (entity_value is null)),
  check (expires_at > created_at and expires_at <= created_at + interval '366 days'),
  check ((ended_at is null) = (end_reason is null))
);
create index suppression_company on tocsin.suppression (company_id, created_at desc, id desc);
create index suppression_recent on tocsin.suppression (created_at desc, id desc);
create index suppression_expires on tocsin.suppression (expires_at);
create index suppression_rule on tocsin.suppression (company_id, rule_id) where rule_id is not null;
alter table tocsin.suppression enable row level security;
create policy suppression_scope on tocsin.suppression
  using (tocsin.in_scope(company_id)) with check (tocsin.in_scope(company_id));

-- From when until when, by receipt of a record, a suppression takes matches. Each end says with which version of the
-- suppressions it became known: a batch is judged by the version that it was planned with, also after a crash.
create table tocsin.suppression_span (
  suppression_id uuid not null references tocsin.suppression (id) on delete cascade,
  company_id uuid not null references tocsin.company (id),
  from_version bigint not null,
  from_at timestamptz not null,
  -- Null: until it expires.
  until_version bigint,
  until_at timestamptz,
  primary key (suppression_id, from_version),
  check ((until_version is null) = (until_at is null))
);
create index suppression_span_company on tocsin.suppression_span (company_id);
alter table tocsin.suppression_span enable row level security;
create policy suppression_span_scope on tocsin.suppression_span
  using (tocsin.in_scope(company_id)) with check (tocsin.in_scope(company_id));

-- What happened to it: who made, ended, disabled or enabled it, when and why.
create table tocsin.suppression_change (
  suppression_id uuid not null references tocsin.suppression (id) on delete cascade,
  company_id uuid not null references tocsin.company (id),
  version bigint not null,
  change text not null check (change in ('create', 'end', 'disable', 'enable')),
  reason text not null,
  at timestamptz not null,
  by_id uuid,
  by_name text not null,
  primary key (suppression_id, version)
);
create index suppression_change_company on tocsin.suppression_change (company_id);
alter table tocsin.suppression_change enable row level security;
create policy suppression_change_scope on tocsin.suppression_change
  using (tocsin.in_scope(company_id)) with check (tocsin.in_scope(company_id));

-- Counts the changes of all suppressions. Whoever makes one holds the row until the commit; whoever plans a batch waits for that.
create table tocsin.suppression_version (
  one boolean primary key default true check (one),
  version bigint not null
);
insert into tocsin.suppression_version (version) values (0);
alter table tocsin.suppression_version enable row level security;
create policy suppression_version_scope on tocsin.suppression_version
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());

-- Matches that suppressions took while the finding was open.
alter table tocsin.finding add column suppressed_count bigint not null default 0;

-- A hit whose matches a suppression took has no finding, unless it had one before.
alter table tocsin.correlation_hit
  alter column finding_id drop not null,
  add column suppression_id uuid references tocsin.suppression (id) on delete cascade,
  add column suppressed_count bigint not null default 0,
  -- The first and last events of a suppressed hit.
  add column event_ids uuid[] not null default '{}',
  add check (finding_id is not null or suppression_id is not null);
create index correlation_hit_suppression on tocsin.correlation_hit (company_id, suppression_id, last_at desc, id)
  where suppression_id is not null;

-- A hit's id is made of correlation, group and time, which two companies may share.
alter table tocsin.correlation_hit drop constraint correlation_hit_pkey, add primary key (company_id, id);

-- The version of the suppressions that the begun stretch is judged by, and the matches that they took.
alter table tocsin.rule_hunt
  add column planned_suppressions bigint,
  add column suppressed bigint not null default 0;
