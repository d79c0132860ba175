-- Response plans: a playbook's steps, copied when it is attached to an incident. The provider's own.

create table tocsin.plan (
  id uuid primary key,
  incident_id uuid not null references tocsin.incident (id) on delete cascade,
  playbook_id text not null,
  playbook_version integer not null,
  -- {en, ru}.
  playbook_name jsonb not null,
  attached_at timestamptz not null,
  -- Set when another plan took its place; it is kept for the record.
  replaced_at timestamptz
);
create unique index plan_current on tocsin.plan (incident_id) where replaced_at is null;

create table tocsin.plan_step (
  id uuid primary key,
  plan_id uuid not null references tocsin.plan (id) on delete cascade,
  position integer not null,
  key text not null,
  -- {en, ru} each.
  name jsonb not null,
  description jsonb not null,
  owner text not null,
  status text not null check (status in ('open', 'in_progress', 'done', 'skipped')),
  due_at timestamptz,
  done_at timestamptz,
  -- Who took the last step; kept by name, because a record outlives an account.
  done_by_id uuid,
  done_by_name text,
  note text,
  unique (plan_id, position)
);

alter table tocsin.plan enable row level security;
create policy plan_scope on tocsin.plan using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());
alter table tocsin.plan_step enable row level security;
create policy plan_step_scope on tocsin.plan_step
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());
