-- Running for years: room on the disks, what each company takes, retention that reaches stored rows, and what erasing a
-- company leaves behind.

-- A company's quota: bytes on the disk that its events may take; null: none. What happens when it is full: the provider
-- is warned, or (only if it has chosen so) the company's own oldest events go before their time.
alter table tocsin.company
  add column quota_bytes bigint check (quota_bytes > 0),
  add column quota_action text not null default 'warn' check (quota_action in ('warn', 'remove_oldest'));

-- What a company's events take, measured now and then, and how far its retention has reached what is stored.
create table tocsin.company_storage (
  company_id uuid primary key references tocsin.company (id),
  events bigint not null default 0,
  bytes bigint not null default 0,
  oldest_at timestamptz,
  measured_at timestamptz,
  -- [{at, bytes}], one a day: the trend.
  history jsonb not null default '[]',
  quota_level text not null default 'ok' check (quota_level in ('ok', 'warn', 'full')),
  -- The last mail to staff about the quota, and the level that it told of.
  quota_mailed_at timestamptz,
  quota_mailed_level text not null default 'ok' check (quota_mailed_level in ('ok', 'warn', 'full')),
  -- Days that the stored rows have been brought to; null: never yet.
  applied_days integer,
  applied_at timestamptz
);
alter table tocsin.company_storage enable row level security;
create policy company_storage_scope on tocsin.company_storage
  using (tocsin.in_scope(company_id)) with check (tocsin.in_provider_scope());

-- File systems that processes of this installation watch: each process says what it sees.
create table tocsin.file_system (
  -- Host and data folder of the process.
  node text not null,
  -- The first of the places on it.
  name text not null,
  places text[] not null,
  path text not null,
  total_bytes bigint not null,
  free_bytes bigint not null,
  level text not null check (level in ('ok', 'warn', 'stop')),
  level_since timestamptz not null,
  seen_at timestamptz not null,
  -- [{at, bytes}] used, one an hour: the trend.
  history jsonb not null default '[]',
  -- When staff was last mailed of each level.
  warn_mailed_at timestamptz,
  stop_mailed_at timestamptz,
  -- The level of the last mail: the end of it is told only when its beginning was.
  mailed_level text not null default 'ok' check (mailed_level in ('ok', 'warn', 'stop')),
  primary key (node, name)
);
alter table tocsin.file_system enable row level security;
create policy file_system_scope on tocsin.file_system
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());

-- Records that were received and then dropped, by reason and hour, of no company: received = stored + these.
create table tocsin.intake_drop (
  hour timestamptz not null,
  reason text not null check (reason in ('company_erased')),
  count bigint not null,
  primary key (hour, reason)
);
alter table tocsin.intake_drop enable row level security;
create policy intake_drop_scope on tocsin.intake_drop
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());

-- As before, and also for a company that is erased already: what work that was under way has written since goes too. The
-- fact of the erasure stays until it is delivered, and so do later records of people who look at the nameless mark.
create or replace function tocsin.erase_company(erased uuid) returns jsonb
  language plpgsql security definer set search_path = tocsin, pg_temp as $$
  declare
    target text;
    waiting text[];
    blocked text[];
    removed bigint;
    counts jsonb := '{}';
    until timestamptz;
  begin
    if not tocsin.in_provider_scope() then
      raise exception 'only the provider erases a company';
    end if;
    if not exists (select 1 from tocsin.company
        where id = erased and kind = 'customer' and status in ('off_boarding', 'erased')) then
      raise exception 'company % is not being off-boarded', erased;
    end if;
    select case when company.status = 'erased'
        then coalesce((select max(finished_at) from tocsin.company_off_boarding
          where company_id = erased and step = 'erase' and state = 'done'), now())
        else 'infinity' end into until
      from tocsin.company where company.id = erased;
    select array_agg(table_name) into waiting from tocsin.company_tables()
      where table_name not in ('company_off_boarding', 'activity_record', 'fact');
    loop
      blocked := '{}';
      foreach target in array waiting loop
        begin
          execute format('delete from tocsin.%I where company_id = $1', target) using erased;
          get diagnostics removed = row_count;
          if removed > 0 then counts := counts || jsonb_build_object(target, removed); end if;
        exception when foreign_key_violation then
          blocked := blocked || target;
        end;
      end loop;
      exit when cardinality(blocked) = 0;
      if blocked = waiting then
        raise exception 'rows of company % cannot be deleted from: %', erased, array_to_string(blocked, ', ');
      end if;
      waiting := blocked;
    end loop;
    delete from tocsin.fact where company_id = erased and name <> 'company.erased';
    get diagnostics removed = row_count;
    if removed > 0 then counts := counts || jsonb_build_object('fact', removed); end if;
    delete from tocsin.activity_record
      where company_id = erased and event_name not like 'company.off\_board%' and event_time <= until;
    get diagnostics removed = row_count;
    if removed > 0 then counts := counts || jsonb_build_object('activity_record', removed); end if;
    update tocsin.company set name = 'Erased company', slug = 'erased-' || id, status = 'erased',
      quota_bytes = null, quota_action = 'warn' where id = erased and status <> 'erased';
    return counts;
  end $$;

-- What is recorded on incidents and in the Activity Log is append-only; erasing a company is the one exception, and only
-- the job that does it gets through here.
create function tocsin.in_erasure() returns boolean
  language sql stable
  return coalesce(current_setting('tocsin.scope', true) = 'system:identity-off-board', false);

-- Takes entries about a company that leaves off the timeline of an incident that touches others too, and puts `mark` in
-- the place of texts that name it. Returns how many entries were changed.
create function tocsin.erase_incident_entries(target uuid, gone uuid[], named uuid[], mark text) returns bigint
  language plpgsql security definer set search_path = tocsin, pg_temp as $$
  declare
    removed bigint;
    changed bigint;
  begin
    if not tocsin.in_erasure() then
      raise exception 'timeline entries are erased only with a company';
    end if;
    delete from tocsin.incident_timeline where incident_id = target and id = any (gone);
    get diagnostics removed = row_count;
    update tocsin.incident_timeline set text = mark, data = '{"erased": true}'
      where incident_id = target and id = any (named);
    get diagnostics changed = row_count;
    return removed + changed;
  end $$;

create function tocsin.erase_activity_records(gone uuid[]) returns bigint
  language plpgsql security definer set search_path = tocsin, pg_temp as $$
  declare
    removed bigint;
  begin
    if not tocsin.in_erasure() then
      raise exception 'activity records are erased only with a company';
    end if;
    delete from tocsin.activity_record where event_id = any (gone);
    get diagnostics removed = row_count;
    return removed;
  end $$;

revoke all on function tocsin.erase_incident_entries, tocsin.erase_activity_records from public;
grant execute on function tocsin.erase_incident_entries, tocsin.erase_activity_records to tocsin_app;
