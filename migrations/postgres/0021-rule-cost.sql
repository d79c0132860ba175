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
