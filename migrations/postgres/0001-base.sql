-- What every later migration builds on: the scope of a transaction, the outbox, the hand-over to the job queue.

-- True when the transaction may see the company's rows. The server sets both settings (platform/postgres/scope.ts);
-- without them nothing is visible.
create function tocsin.in_scope(company uuid) returns boolean
  language sql stable parallel safe
  return current_setting('tocsin.scope', true) = 'provider'
      or current_setting('tocsin.scope', true) like 'system:%'
      or company = nullif(current_setting('tocsin.company', true), '')::uuid;

-- True when the transaction is the provider's staff or named batch work.
create function tocsin.in_provider_scope() returns boolean
  language sql stable parallel safe
  return coalesce(current_setting('tocsin.scope', true) = 'provider'
      or current_setting('tocsin.scope', true) like 'system:%', false);

alter default privileges for role tocsin_owner in schema tocsin
  grant select, insert, update, delete on tables to tocsin_app;
alter default privileges for role tocsin_owner in schema tocsin
  grant usage, select on sequences to tocsin_app;

-- Facts: messages between slices, committed with the change that caused them.
create table tocsin.fact (
  id uuid primary key,
  name text not null,
  company_id uuid,
  payload jsonb not null,
  created_at timestamptz not null
);
create index fact_created_at on tocsin.fact (created_at);

-- Which subscriber has already acted on which fact: makes handling exactly once inside the database.
create table tocsin.fact_delivery (
  fact_id uuid not null references tocsin.fact (id) on delete cascade,
  subscriber text not null,
  delivered_at timestamptz not null,
  primary key (fact_id, subscriber)
);
alter table tocsin.fact enable row level security;
alter table tocsin.fact_delivery enable row level security;
create policy fact_scope on tocsin.fact
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope() or tocsin.in_scope(company_id));
create policy fact_delivery_scope on tocsin.fact_delivery using (tocsin.in_provider_scope());
