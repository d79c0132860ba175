-- Hunting backwards: a rule that came into force looks once over the events that were received before it did.

-- One hunt for each change of the set that puts a rule into force. It belongs to the installation, as rules do.
create table tocsin.rule_hunt (
  id uuid primary key,
  rule_id text not null,
  -- The version of the set that brought the rule: events that an older one has judged are hunted through.
  set_version bigint not null references tocsin.rule_set (version),
  state text not null check (state in ('queued', 'running', 'done', 'stopped')),
  -- Why it ended early.
  stop_reason text check (stop_reason in ('superseded', 'limit')),
  -- Event time that is hunted through, newest first.
  from_at timestamptz not null,
  to_at timestamptz not null,
  -- From here to `to_at` all is judged, and its findings are committed.
  done_from timestamptz not null,
  -- The stretch before `done_from` that has been begun: written down first, so that it is the same again after a crash.
  planned_from timestamptz,
  matches bigint not null default 0,
  -- Matches that were known already.
  known_matches bigint not null default 0,
  findings_opened bigint not null default 0,
  created_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  check ((state in ('done', 'stopped')) = (ended_at is not null)),
  check ((state = 'stopped') = (stop_reason is not null))
);
create index rule_hunt_rule on tocsin.rule_hunt (rule_id, set_version desc);
alter table tocsin.rule_hunt enable row level security;
create policy rule_hunt_scope on tocsin.rule_hunt
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());

-- By which version of the set each node judges now, told again every minute while the node lives.
create table tocsin.rule_set_judge (
  spool_id uuid primary key,
  set_version bigint not null,
  updated_at timestamptz not null
);
alter table tocsin.rule_set_judge enable row level security;
create policy rule_set_judge_scope on tocsin.rule_set_judge
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());

-- Whether a finding was opened by live matches or by a hunt, and how many of its matches a hunt has found.
alter table tocsin.finding
  add column found_by text not null default 'live' check (found_by in ('live', 'hunt')),
  add column hunted_count bigint not null default 0;
