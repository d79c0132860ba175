-- The Activity Log: who did what, when, from where, to what, and how it ended. Append-only.

create table tocsin.activity_record (
  event_id uuid primary key,
  event_time timestamptz not null,
  event_name text not null,
  -- 'tocsin.<noun>'.
  event_source text not null,
  -- {type, principalId, userId, userName, companyId}; userId: whose token it is, when it is one.
  user_identity jsonb not null,
  source_ip text not null,
  user_agent text not null,
  request_id text not null,
  read_only boolean not null,
  outcome text not null check (outcome in ('success', 'denied', 'failed')),
  error_code text,
  -- [{type, id}].
  resources jsonb not null default '[]',
  -- The company that the action was about; null: the provider's own affairs.
  company_id uuid,
  request_parameters jsonb not null default '{}',
  -- What is looked for, as columns of their own: under row-level security an index serves only operators that are
  -- known to leak nothing, and those that reach into JSON are not. A token's actions are its user's.
  person_id text generated always as (coalesce(user_identity ->> 'userId', user_identity ->> 'principalId')) stored,
  person_name text generated always as (lower(user_identity ->> 'userName')) stored
);
create index activity_record_time on tocsin.activity_record (event_time desc, event_id desc);
create index activity_record_company on tocsin.activity_record (company_id, event_time desc, event_id desc);
create index activity_record_name on tocsin.activity_record (event_name, event_time desc, event_id desc);
create index activity_record_person on tocsin.activity_record (person_id, event_time desc, event_id desc);
create index activity_record_person_name on tocsin.activity_record (person_name, event_time desc, event_id desc);
create index activity_record_source on tocsin.activity_record (source_ip, event_time desc, event_id desc);
create index activity_record_refused on tocsin.activity_record (outcome, event_time desc, event_id desc)
  where outcome <> 'success';
create index activity_record_resources on tocsin.activity_record using gin (resources jsonb_path_ops);

-- Data-plane writes (events, samples) are counted by the hour, not recorded singly.
create table tocsin.activity_count (
  company_id uuid not null,
  operation text not null,
  hour timestamptz not null,
  count bigint not null,
  primary key (company_id, operation, hour)
);

alter table tocsin.activity_record enable row level security;
create policy activity_record_read on tocsin.activity_record for select using (tocsin.in_scope(company_id));
-- A principal's denied attempt may concern a company that the principal cannot see, so writing is not scoped.
create policy activity_record_append on tocsin.activity_record for insert with check (true);
alter table tocsin.activity_count enable row level security;
create policy activity_count_scope on tocsin.activity_count
  using (tocsin.in_scope(company_id)) with check (tocsin.in_scope(company_id));

-- The records about one thing, as far as the caller's scope sees them: runs with the owner's rights, so that the index
-- on resources can be used, and therefore asks for the scope itself.
create function tocsin.activity_of_resource(resource_id text, since timestamptz, until timestamptz)
  returns setof tocsin.activity_record
  language sql stable security definer set search_path = tocsin, pg_temp as $$
    select activity_record.* from tocsin.activity_record
    where activity_record.resources @> jsonb_build_array(jsonb_build_object('id', resource_id))
      and activity_record.event_time >= since and activity_record.event_time < until
      and tocsin.in_scope(activity_record.company_id)
  $$;
revoke all on function tocsin.activity_of_resource from public;
grant execute on function tocsin.activity_of_resource to tocsin_app;

revoke update, delete, truncate on tocsin.activity_record from tocsin_app;

-- The one way that records go: when they are older than the installation keeps them. Returns how many went.
create function tocsin.expire_activity(before timestamptz) returns bigint
  language plpgsql security definer set search_path = tocsin, pg_temp as $$
  declare
    removed bigint;
  begin
    if before > now() - interval '30 days' then
      raise exception 'activity records are kept for at least 30 days';
    end if;
    delete from tocsin.activity_record where event_time < before;
    get diagnostics removed = row_count;
    delete from tocsin.activity_count where hour < before;
    return removed;
  end $$;
revoke all on function tocsin.expire_activity from public;
grant execute on function tocsin.expire_activity to tocsin_app;
