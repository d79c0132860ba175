-- What judging with each rule costs. It belongs to the installation, as rules do; only the last hours are kept.

-- Sums of stretches of five minutes, of all processes. A stretch is named by its beginning.
create table tocsin.rule_cost (
  stretch timestamptz not null,
  rule_id text not null,
  -- Microseconds of one core.
  micros bigint not null,
  evaluations bigint not null,
  -- The part of `micros` that the dearest single measurement stands for.
  largest_micros bigint not null,
  primary key (stretch, rule_id)
);
alter table tocsin.rule_cost enable row level security;
create policy rule_cost_scope on tocsin.rule_cost
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());

-- The same of all rules together, with looking up which rules to evaluate.
create table tocsin.judging_cost (
  stretch timestamptz primary key,
  events bigint not null,
  micros bigint not null,
  largest_micros bigint not null
);
alter table tocsin.judging_cost enable row level security;
create policy judging_cost_scope on tocsin.judging_cost
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());

-- Rules that were taken out of force because they cost too much: the figures, by the version of the set that did it.
create table tocsin.rule_quarantine (
  set_version bigint primary key references tocsin.rule_set (version),
  rule_id text not null,
  -- Of the document that was in force.
  rule_hash text not null,
  -- `budget`: more than its share of a core. `stall`: one evaluation that took too long.
  cause text not null check (cause in ('budget', 'stall')),
  -- Microseconds of one core in the window, and how often it was evaluated there.
  micros bigint not null,
  evaluations bigint not null,
  window_ms bigint not null,
  -- Of the core; null for a stall.
  core_share double precision,
  budget_share double precision,
  -- The single evaluation, milliseconds; null for a budget.
  stall_ms bigint,
  -- Titles of rules in force that need it and no longer load.
  dependents text[] not null default '{}',
  created_at timestamptz not null
);
create index rule_quarantine_rule on tocsin.rule_quarantine (rule_id, set_version desc);
alter table tocsin.rule_quarantine enable row level security;
create policy rule_quarantine_scope on tocsin.rule_quarantine
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());

-- Rules that a person has released, and that are not taken out again until a time, as long as they stay what they are.
create table tocsin.rule_exemption (
  rule_id text primary key,
  rule_hash text not null,
  -- Null: until the rule changes.
  until timestamptz,
  created_at timestamptz not null
);
alter table tocsin.rule_exemption enable row level security;
create policy rule_exemption_scope on tocsin.rule_exemption
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());

alter table tocsin.rule_set drop constraint rule_set_change_check;
alter table tocsin.rule_set add constraint rule_set_change_check
  check (change in ('begin', 'activate', 'disable', 'enable', 'withdraw', 'import', 'quarantine', 'release'));

-- `quarantined`: nothing with this id is in force, by the product's own decision.
alter table tocsin.rule_standing drop constraint rule_standing_kind_check;
alter table tocsin.rule_standing add constraint rule_standing_kind_check
  check (kind in ('active', 'disabled', 'quarantined'));
alter table tocsin.rule_standing drop constraint rule_standing_check;
alter table tocsin.rule_standing add constraint rule_standing_check check (kind <> 'active' or version is not null);

-- Hits of the last day are counted for the list of rules.
create index correlation_hit_recent on tocsin.correlation_hit (last_at);

-- Sources that have been silent for longer than their rhythm explains; a row goes when its source speaks again.
create table tocsin.source_silence (
  source_id uuid primary key references tocsin.source (id) on delete cascade,
  company_id uuid not null references tocsin.company (id),
  -- The last record that came.
  since timestamptz not null,
  noticed_at timestamptz not null
);
create index source_silence_company on tocsin.source_silence (company_id);
alter table tocsin.source_silence enable row level security;
create policy source_silence_scope on tocsin.source_silence
  using (tocsin.in_scope(company_id)) with check (tocsin.in_scope(company_id));
