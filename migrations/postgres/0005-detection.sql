-- Findings, what supports them, and the correlations that wait to be evaluated.

create sequence tocsin.finding_number;

create table tocsin.finding (
  id uuid primary key,
  company_id uuid not null references tocsin.company (id),
  number bigint not null unique default nextval('tocsin.finding_number'),
  title text not null,
  severity text not null check (severity in ('informational', 'low', 'medium', 'high', 'critical')),
  status text not null check (status in ('new', 'triaged', 'dismissed', 'closed')),
  rule_id text not null,
  entity_type text not null,
  entity_value text not null,
  match_count bigint not null,
  first_match_at timestamptz not null,
  last_match_at timestamptz not null,
  incident_id uuid,
  dismissed_reason text,
  -- The receipt: with which rule and engine the verdict was reached.
  rule_hash text not null,
  engine_version text not null,
  -- What the rule said when the finding was opened: description, author, references, tags, measures.
  rule_snapshot jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
-- Matches of one rule on one entity fold into one open finding.
create unique index finding_open on tocsin.finding (company_id, rule_id, entity_type, entity_value)
  where status in ('new', 'triaged');
create index finding_list on tocsin.finding (company_id, last_match_at desc, id desc);
create index finding_recent on tocsin.finding (last_match_at desc, id desc);
create index finding_incident on tocsin.finding (incident_id) where incident_id is not null;
alter table tocsin.finding enable row level security;
create policy finding_scope on tocsin.finding
  using (tocsin.in_scope(company_id)) with check (tocsin.in_scope(company_id));

-- The first matches of a finding; all of them are in ClickHouse, in detection_match.
create table tocsin.finding_evidence (
  finding_id uuid not null references tocsin.finding (id) on delete cascade,
  company_id uuid not null references tocsin.company (id),
  event_id uuid not null,
  event_time timestamptz not null,
  message text not null,
  primary key (finding_id, event_id)
);
alter table tocsin.finding_evidence enable row level security;
create policy finding_evidence_scope on tocsin.finding_evidence
  using (tocsin.in_scope(company_id)) with check (tocsin.in_scope(company_id));

-- Hits of correlations that are already counted: a hit that is evaluated again is not counted again.
create table tocsin.correlation_hit (
  -- Made of correlation, group and first_at: the same in whatever order the matches came.
  id uuid primary key,
  company_id uuid not null references tocsin.company (id),
  correlation_id text not null,
  group_key text not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  member_count bigint not null,
  finding_id uuid not null references tocsin.finding (id) on delete cascade
);
create index correlation_hit_group
  on tocsin.correlation_hit (company_id, correlation_id, group_key, first_at);
alter table tocsin.correlation_hit enable row level security;
create policy correlation_hit_scope on tocsin.correlation_hit
  using (tocsin.in_scope(company_id)) with check (tocsin.in_scope(company_id));

-- Groups with new matches, written with the batch that brought them: evaluated soon after, also after a crash.
create table tocsin.correlation_due (
  company_id uuid not null references tocsin.company (id),
  correlation_id text not null,
  group_key text not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  -- Raised by each batch, so that an evaluation does not clear what came in meanwhile.
  revision bigint not null default 1,
  primary key (company_id, correlation_id, group_key)
);
alter table tocsin.correlation_due enable row level security;
create policy correlation_due_scope on tocsin.correlation_due
  using (tocsin.in_scope(company_id)) with check (tocsin.in_scope(company_id));
