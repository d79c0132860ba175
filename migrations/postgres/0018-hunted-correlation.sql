-- Looking back for correlations: what a hunt has made due waits here until all of its range is judged, because a window that
-- is half counted may hold where the whole one does not.
create table tocsin.rule_hunt_due (
  id bigint generated always as identity primary key,
  hunt_id uuid not null references tocsin.rule_hunt (id),
  company_id uuid not null references tocsin.company (id),
  -- Groups as in `correlation_due_batch`.
  packed bytea not null
);
create index rule_hunt_due_hunt on tocsin.rule_hunt_due (hunt_id);
create index rule_hunt_due_company on tocsin.rule_hunt_due (company_id);
alter table tocsin.rule_hunt_due enable row level security;
create policy rule_hunt_due_scope on tocsin.rule_hunt_due
  using (tocsin.in_scope(company_id)) with check (tocsin.in_scope(company_id));

-- Rows that correlations count, made by the hunt.
alter table tocsin.rule_hunt add column counted bigint not null default 0;
