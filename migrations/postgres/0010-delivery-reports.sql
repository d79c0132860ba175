-- What mail servers report afterwards, who of the staff is told of obligations, and the end of access.

alter table tocsin.notice_recipient
  drop constraint notice_recipient_status_check,
  add constraint notice_recipient_status_check check (status in
    ('pending', 'accepted', 'deferred', 'refused', 'unknown', 'delayed', 'delivered', 'bounced')),
  -- [{attempt, at}]: when a server took it, each time; accepted_at is the first that still counts.
  add column acceptances jsonb not null default '[]',
  -- The first attempt of the present sending.
  add column since_attempt integer not null default 1,
  add column delivered_at timestamptz,
  -- Set: it came back, and no acceptance counts.
  add column bounced_at timestamptz;
update tocsin.notice_recipient
  set acceptances = jsonb_build_array(jsonb_build_object('attempt', 1, 'at', accepted_at))
  where accepted_at is not null;

-- When it was last found that a fulfilled obligation was none.
alter table tocsin.obligation add column reopened_at timestamptz;

-- When those who may approve are reminded; null when it does not wait for approval, or they have been.
alter table tocsin.notice add column approval_reminder_at timestamptz;
create index notice_approval_reminder on tocsin.notice (approval_reminder_at) where approval_reminder_at is not null;

-- Delivery reports (RFC 3464) about notices, as they were read: bad news, and the proof of delivery.
create table tocsin.delivery_report (
  id uuid primary key,
  company_id uuid not null references tocsin.company (id),
  notice_id uuid not null references tocsin.notice (id) on delete cascade,
  attempt integer not null,
  -- The recipient as the notice names it; null when the report names none of them.
  email text,
  -- Whom the report names.
  reported_address text not null,
  action text not null check (action in ('failed', 'delayed', 'delivered', 'relayed', 'expanded')),
  status text,
  diagnostic text,
  reporting_mta text,
  -- When the mailbox's server received it.
  reported_at timestamptz not null,
  read_at timestamptz not null
);
create index delivery_report_notice on tocsin.delivery_report (notice_id, reported_at);
create index delivery_report_company on tocsin.delivery_report (company_id);

-- How far the mailbox of bounces has been read, and how that goes.
create table tocsin.inbound_mailbox (
  name text primary key,
  uid_validity text,
  last_uid bigint not null default 0,
  read_at timestamptz,
  failing_since timestamptz,
  failure text,
  failure_message text
);

-- Every mail that was read there: none is dealt with twice.
create table tocsin.inbound_mail (
  id uuid primary key,
  mailbox text not null,
  uid_validity text not null,
  uid bigint not null,
  -- SHA-256 of Message-ID and content.
  content_key text not null,
  verdict text not null,
  company_id uuid references tocsin.company (id),
  notice_id uuid references tocsin.notice (id) on delete set null,
  read_at timestamptz not null,
  unique (mailbox, uid_validity, uid)
);
create index inbound_mail_content on tocsin.inbound_mail (content_key);
create index inbound_mail_read_at on tocsin.inbound_mail (read_at);

-- A mail to staff: obligations of one incident have reached a level.
create table tocsin.alert (
  id uuid primary key,
  incident_id uuid not null references tocsin.incident (id) on delete cascade,
  level text not null check (level in ('warning', 'escalation', 'breach')),
  status text not null check (status in ('gathering', 'sent', 'dropped')),
  created_at timestamptz not null,
  -- Not before: what reaches the level until then goes into the same mail.
  send_at timestamptz not null,
  sent_at timestamptz
);
create unique index alert_gathering on tocsin.alert (incident_id, level) where status = 'gathering';
create index alert_incident on tocsin.alert (incident_id, created_at);
create index alert_send_at on tocsin.alert (send_at) where status = 'gathering';

create table tocsin.alert_cause (
  alert_id uuid not null references tocsin.alert (id) on delete cascade,
  obligation_id uuid not null references tocsin.obligation (id) on delete cascade,
  company_id uuid not null references tocsin.company (id),
  reason text not null,
  at timestamptz not null,
  primary key (alert_id, obligation_id, reason)
);
create index alert_cause_company on tocsin.alert_cause (company_id);

create table tocsin.alert_recipient (
  alert_id uuid not null references tocsin.alert (id) on delete cascade,
  user_id uuid not null references tocsin.app_user (id) on delete cascade,
  name text not null,
  email text not null,
  language text not null,
  -- The same on every attempt.
  message_id text not null,
  status text not null check (status in ('pending', 'sending', 'accepted', 'failed')),
  attempts integer not null default 0,
  next_action_at timestamptz,
  accepted_at timestamptz,
  response text,
  primary key (alert_id, user_id)
);
create index alert_recipient_next_action on tocsin.alert_recipient (next_action_at) where next_action_at is not null;

-- What a member of the staff wants mail about; missing: as the role says.
create table tocsin.alert_preference (
  user_id uuid primary key references tocsin.app_user (id) on delete cascade,
  warning text not null check (warning in ('all', 'own', 'none')),
  escalation text not null check (escalation in ('all', 'own', 'none')),
  breach text not null check (breach in ('all', 'own', 'none')),
  updated_at timestamptz not null
);

alter table tocsin.delivery_report enable row level security;
create policy delivery_report_scope on tocsin.delivery_report
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());
alter table tocsin.inbound_mailbox enable row level security;
create policy inbound_mailbox_scope on tocsin.inbound_mailbox
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());
alter table tocsin.inbound_mail enable row level security;
create policy inbound_mail_scope on tocsin.inbound_mail
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());
alter table tocsin.alert enable row level security;
create policy alert_scope on tocsin.alert
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());
alter table tocsin.alert_cause enable row level security;
create policy alert_cause_scope on tocsin.alert_cause
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());
alter table tocsin.alert_recipient enable row level security;
create policy alert_recipient_scope on tocsin.alert_recipient
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());
alter table tocsin.alert_preference enable row level security;
create policy alert_preference_scope on tocsin.alert_preference
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());

-- Says to every process that somebody's access may have ended or changed, whatever led to it: open streams ask
-- again. The argument is the column that names the user.
create function tocsin.announce_access() returns trigger
  language plpgsql set search_path = tocsin, pg_temp as $$
  begin
    perform pg_notify('tocsin_change',
      json_build_object('topic', 'access', 'id', to_jsonb(old) ->> tg_argv[0], 'companyId', null)::text);
    return null;
  end $$;
create trigger user_session_access after delete on tocsin.user_session
  for each row execute function tocsin.announce_access('user_id');
create trigger api_token_access after delete on tocsin.api_token
  for each row execute function tocsin.announce_access('user_id');
create trigger app_user_access after update of role, disabled_at, company_id on tocsin.app_user
  for each row when (row (old.role, old.disabled_at, old.company_id) is distinct from
    row (new.role, new.disabled_at, new.company_id))
  execute function tocsin.announce_access('id');
