-- Rules of the installation's own, which shipped ones are off, and the versions of the set in force. Rules belong to the
-- installation: none of these rows has a company, and only the provider sees them.

-- Every saved version of a local rule; none is ever changed. A local rule with the id of a shipped one is an overlay.
create table tocsin.local_rule_version (
  rule_id text not null check (length(rule_id) between 1 and 128),
  version integer not null check (version > 0),
  yaml text not null,
  -- Test cases, as in a file `x.test.yml`; null: none.
  tests text,
  -- Why the text cannot be read, `[{line, code, reason}]`; null: it can. Only readable versions come into force.
  refused jsonb,
  -- What a list shows of the rule.
  summary jsonb not null,
  -- The shipped rule that the version was made from or last merged with; null: there was none.
  base_hash text,
  base_yaml text,
  reason text not null,
  created_at timestamptz not null,
  created_by_id uuid,
  created_by_name text not null,
  primary key (rule_id, version),
  check ((base_hash is null) = (base_yaml is null))
);

-- Versions of the set in force: each changes one rule.
create table tocsin.rule_set (
  version bigint primary key,
  -- Null for the first: the shipped rules.
  rule_id text,
  change text not null check (change in ('begin', 'activate', 'disable', 'enable', 'withdraw')),
  reason text not null,
  created_at timestamptz not null,
  created_by_id uuid,
  created_by_name text not null,
  check ((rule_id is null) = (change = 'begin'))
);
create index rule_set_rule on tocsin.rule_set (rule_id, version);
insert into tocsin.rule_set (version, change, reason, created_at, created_by_name)
  values (1, 'begin', '', now(), 'tocsin');

-- In what a set differs from the shipped rules, from one of its versions up to, and without, another. Nothing is
-- forgotten: a batch that a crash interrupted is judged again by the set that it was planned with.
create table tocsin.rule_standing (
  rule_id text not null,
  from_set bigint not null references tocsin.rule_set (version),
  -- Null: it still stands.
  to_set bigint references tocsin.rule_set (version),
  -- `active`: the local version is in force. `disabled`: nothing with this id is.
  kind text not null check (kind in ('active', 'disabled')),
  -- Of a disabled rule: the version that was in force before; null: the shipped rule.
  version integer,
  primary key (rule_id, from_set),
  foreign key (rule_id, version) references tocsin.local_rule_version (rule_id, version),
  check (kind = 'disabled' or version is not null)
);
create unique index rule_standing_now on tocsin.rule_standing (rule_id) where to_set is null;
create index rule_standing_set on tocsin.rule_standing (from_set);

alter table tocsin.local_rule_version enable row level security;
create policy local_rule_version_scope on tocsin.local_rule_version
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());
alter table tocsin.rule_set enable row level security;
create policy rule_set_scope on tocsin.rule_set
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());
alter table tocsin.rule_standing enable row level security;
create policy rule_standing_scope on tocsin.rule_standing
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());
