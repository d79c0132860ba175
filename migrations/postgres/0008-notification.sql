-- Agreements with customers, the obligations that they start, and the notices that fulfil them.

create table tocsin.agreement (
  id uuid primary key,
  company_id uuid not null references tocsin.company (id),
  created_at timestamptz not null
);
create index agreement_company on tocsin.agreement (company_id);

-- Every change is a new version; obligations keep the clause of theirs.
create table tocsin.agreement_version (
  agreement_id uuid not null references tocsin.agreement (id) on delete cascade,
  version integer not null,
  company_id uuid not null references tocsin.company (id),
  title text not null,
  number text not null,
  effective_from date not null,
  effective_to date,
  -- [{id, trigger: {minSeverity}, startsAt, durationHours, channel, contactCategories, language}].
  clauses jsonb not null,
  created_at timestamptz not null,
  created_by_id uuid,
  created_by_name text not null,
  primary key (agreement_id, version),
  check (effective_to is null or effective_to >= effective_from)
);
create index agreement_version_company on tocsin.agreement_version (company_id);
revoke update on tocsin.agreement_version from tocsin_app;

create table tocsin.obligation (
  id uuid primary key,
  incident_id uuid not null references tocsin.incident (id) on delete cascade,
  company_id uuid not null references tocsin.company (id),
  agreement_id uuid not null,
  agreement_version integer not null,
  agreement_title text not null,
  clause_id uuid not null,
  -- The clause as it was when the clock started, and in words.
  clause jsonb not null,
  clause_text text not null,
  started_at timestamptz not null,
  -- Fixed: no later change of the agreement or the incident moves it.
  due_at timestamptz not null,
  status text not null check (status in ('active', 'fulfilled', 'waived')),
  warned_percent integer[] not null default '{}',
  breached_at timestamptz,
  fulfilled_at timestamptz,
  waived_at timestamptz,
  -- When the clock has to be looked at next; null when it has stopped.
  next_check_at timestamptz,
  unique (incident_id, company_id, clause_id)
);
create index obligation_next_check on tocsin.obligation (next_check_at) where next_check_at is not null;
create index obligation_due on tocsin.obligation (due_at, id);
create index obligation_company on tocsin.obligation (company_id, due_at);

create table tocsin.notice (
  id uuid primary key,
  incident_id uuid not null references tocsin.incident (id) on delete cascade,
  company_id uuid not null references tocsin.company (id),
  -- One notice record an obligation.
  obligation_id uuid not null unique references tocsin.obligation (id) on delete cascade,
  language text not null,
  subject text not null,
  body_text text not null,
  message_id text not null,
  -- {kind, …}: see notice.ts. `status` repeats its kind for queries.
  state jsonb not null,
  status text not null,
  author_id uuid,
  author_name text,
  last_editor_id uuid,
  submitter_id uuid,
  approver_id uuid,
  approver_name text,
  approved_at timestamptz,
  -- What the frame of the mail says, fixed when it is approved: see notice-mail.ts. Without the link.
  letterhead jsonb,
  -- When the delivery has to be looked at next: a queued or repeated attempt, a lease that ran out.
  next_action_at timestamptz,
  tracking_hash text not null unique,
  tracking_sealed text not null,
  tracking_expires_at timestamptz not null,
  tracking_revoked_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index notice_incident on tocsin.notice (incident_id);
create index notice_company on tocsin.notice (company_id);
create index notice_next_action on tocsin.notice (next_action_at) where next_action_at is not null;

create table tocsin.notice_measure (
  id uuid primary key,
  notice_id uuid not null references tocsin.notice (id) on delete cascade,
  company_id uuid not null references tocsin.company (id),
  position integer not null,
  text text not null,
  done_at timestamptz
);
create index notice_measure_notice on tocsin.notice_measure (notice_id, position);

-- Whom the notice goes to, fixed when it is approved or sent again.
create table tocsin.notice_recipient (
  notice_id uuid not null references tocsin.notice (id) on delete cascade,
  company_id uuid not null references tocsin.company (id),
  email text not null,
  name text not null,
  categories text[] not null,
  status text not null check (status in ('pending', 'accepted', 'deferred', 'refused', 'unknown')),
  accepted_at timestamptz,
  response text,
  primary key (notice_id, email)
);

create table tocsin.notice_attempt (
  notice_id uuid not null references tocsin.notice (id) on delete cascade,
  attempt integer not null,
  company_id uuid not null references tocsin.company (id),
  started_at timestamptz not null,
  ended_at timestamptz,
  -- Null while it runs; 'interrupted' when the program died during it.
  outcome text check (outcome in ('accepted', 'unknown', 'temp_failed', 'failed', 'interrupted')),
  response text,
  primary key (notice_id, attempt)
);

-- Whom a customer calls; one row at most. Missing: the provider's own security contact.
create table tocsin.notice_setting (
  only_row boolean primary key default true check (only_row),
  contact_name text not null,
  contact_email text,
  contact_phone text,
  contact_hours text,
  updated_at timestamptz not null
);

alter table tocsin.agreement enable row level security;
create policy agreement_scope on tocsin.agreement
  using (tocsin.in_scope(company_id)) with check (tocsin.in_provider_scope());
alter table tocsin.agreement_version enable row level security;
create policy agreement_version_scope on tocsin.agreement_version
  using (tocsin.in_scope(company_id)) with check (tocsin.in_provider_scope());
alter table tocsin.obligation enable row level security;
create policy obligation_scope on tocsin.obligation
  using (tocsin.in_scope(company_id)) with check (tocsin.in_provider_scope());
alter table tocsin.notice enable row level security;
create policy notice_scope on tocsin.notice
  using (tocsin.in_scope(company_id)) with check (tocsin.in_provider_scope());
alter table tocsin.notice_measure enable row level security;
create policy notice_measure_scope on tocsin.notice_measure
  using (tocsin.in_scope(company_id)) with check (tocsin.in_provider_scope());
alter table tocsin.notice_recipient enable row level security;
create policy notice_recipient_scope on tocsin.notice_recipient
  using (tocsin.in_scope(company_id)) with check (tocsin.in_provider_scope());
alter table tocsin.notice_attempt enable row level security;
create policy notice_attempt_scope on tocsin.notice_attempt
  using (tocsin.in_scope(company_id)) with check (tocsin.in_provider_scope());
alter table tocsin.notice_setting enable row level security;
create policy notice_setting_scope on tocsin.notice_setting
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());
