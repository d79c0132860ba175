-- Companies, people, sign-in, tokens.

create table tocsin.company (
  id uuid primary key,
  kind text not null check (kind in ('provider', 'customer')),
  name text not null,
  slug text not null unique,
  locale text not null default 'en',
  -- Days that events are kept; null: as the installation's setting says.
  retention_days integer check (retention_days between 1 and 3650),
  status text not null default 'active' check (status in ('active', 'off_boarding', 'erased')),
  created_at timestamptz not null
);
-- One provider an installation: of two set-ups that race, one fails here.
create unique index company_one_provider on tocsin.company (kind) where kind = 'provider';

create table tocsin.project (
  id uuid primary key,
  company_id uuid not null references tocsin.company (id),
  name text not null,
  slug text not null,
  created_at timestamptz not null,
  unique (company_id, slug)
);

create table tocsin.contact (
  id uuid primary key,
  company_id uuid not null references tocsin.company (id),
  name text not null,
  email text not null,
  categories text[] not null default '{}',
  locale text not null default 'en',
  disabled boolean not null default false,
  created_at timestamptz not null
);
create index contact_company on tocsin.contact (company_id);

create table tocsin.app_user (
  id uuid primary key,
  company_id uuid not null references tocsin.company (id),
  name text not null,
  -- Lower case; one account an address, over all companies.
  email text not null unique check (email = lower(email)),
  email_verified boolean not null default false,
  image text,
  role text not null,
  locale text not null default 'en',
  two_factor_enabled boolean not null default false,
  disabled_at timestamptz,
  last_sign_in_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index app_user_company on tocsin.app_user (company_id);

-- How a user signs in; for a password: provider_id 'credential' and the scrypt hash.
create table tocsin.user_account (
  id uuid primary key,
  user_id uuid not null references tocsin.app_user (id) on delete cascade,
  account_id text not null,
  provider_id text not null,
  password_hash text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (provider_id, account_id)
);
create index user_account_user on tocsin.user_account (user_id);

create table tocsin.user_session (
  id uuid primary key,
  user_id uuid not null references tocsin.app_user (id) on delete cascade,
  -- SHA-256 of what the cookie carries.
  token_hash text not null unique,
  ip_address text,
  user_agent text,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index user_session_user on tocsin.user_session (user_id);
create index user_session_expiry on tocsin.user_session (expires_at);

-- Single-use proofs (password reset, second step of a sign-in); the identifier is stored hashed.
create table tocsin.verification (
  id uuid primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index verification_identifier on tocsin.verification (identifier);
create index verification_expiry on tocsin.verification (expires_at);

create table tocsin.two_factor (
  id uuid primary key,
  user_id uuid not null unique references tocsin.app_user (id) on delete cascade,
  -- Both encrypted.
  secret text not null,
  backup_codes text not null,
  verified boolean not null default false,
  failed_verification_count integer default 0,
  locked_until timestamptz,
  -- SHA-256 of the code that last opened a session: it opens no second one (RFC 6238, 5.2).
  used_code text
);

create table tocsin.api_token (
  id uuid primary key,
  company_id uuid not null references tocsin.company (id),
  user_id uuid not null references tocsin.app_user (id) on delete cascade,
  name text not null,
  token_hash text not null unique,
  permissions text[] not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  created_at timestamptz not null
);
create index api_token_user on tocsin.api_token (user_id);
create index api_token_company on tocsin.api_token (company_id);

create table tocsin.invitation (
  id uuid primary key,
  company_id uuid not null references tocsin.company (id),
  email text not null,
  role text not null,
  token_hash text not null unique,
  invited_by uuid references tocsin.app_user (id) on delete set null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  unique (company_id, email)
);

-- The link that opens the first-run set-up.
create table tocsin.setup_link (
  token_hash text primary key,
  created_at timestamptz not null,
  expires_at timestamptz not null
);

-- Failed sign-ins in a row, by account. The key is a hash of the address, whether or not it has an account.
create table tocsin.sign_in_attempt (
  account text primary key,
  failures integer not null,
  last_at timestamptz not null,
  locked_until timestamptz
);

-- Requests in the current window, by key (operation and address).
create table tocsin.request_rate (
  key text primary key,
  window_start timestamptz not null,
  count integer not null
);

-- Export and erasure of a company; stays when the company is gone.
create table tocsin.company_off_boarding (
  id uuid primary key,
  company_id uuid not null,
  company_name text not null,
  step text not null check (step in ('export', 'erase')),
  state text not null check (state in ('queued', 'running', 'done', 'failed')),
  requested_by uuid,
  requested_by_name text not null,
  requested_at timestamptz not null,
  finished_at timestamptz,
  -- export: {folder, files: [{name, rows, sha256}]}; erase: {rows: {table: count}}; failed: {reason}.
  detail jsonb not null default '{}'
);
create index company_off_boarding_company on tocsin.company_off_boarding (company_id, requested_at);

-- Row-level security.
alter table tocsin.company enable row level security;
create policy company_scope on tocsin.company using (tocsin.in_scope(id)) with check (tocsin.in_scope(id));

alter table tocsin.project enable row level security;
create policy project_scope on tocsin.project
  using (tocsin.in_scope(company_id)) with check (tocsin.in_scope(company_id));
alter table tocsin.contact enable row level security;
create policy contact_scope on tocsin.contact
  using (tocsin.in_scope(company_id)) with check (tocsin.in_scope(company_id));
alter table tocsin.app_user enable row level security;
create policy app_user_scope on tocsin.app_user
  using (tocsin.in_scope(company_id)) with check (tocsin.in_scope(company_id));
alter table tocsin.api_token enable row level security;
create policy api_token_scope on tocsin.api_token
  using (tocsin.in_scope(company_id)) with check (tocsin.in_scope(company_id));
alter table tocsin.invitation enable row level security;
create policy invitation_scope on tocsin.invitation
  using (tocsin.in_scope(company_id)) with check (tocsin.in_scope(company_id));
alter table tocsin.company_off_boarding enable row level security;
create policy company_off_boarding_scope on tocsin.company_off_boarding
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());

-- What hangs on a user is visible where the user is.
alter table tocsin.user_session enable row level security;
create policy user_session_scope on tocsin.user_session
  using (exists (select 1 from tocsin.app_user where app_user.id = user_session.user_id));
alter table tocsin.user_account enable row level security;
create policy user_account_scope on tocsin.user_account
  using (exists (select 1 from tocsin.app_user where app_user.id = user_account.user_id));
alter table tocsin.two_factor enable row level security;
create policy two_factor_scope on tocsin.two_factor
  using (exists (select 1 from tocsin.app_user where app_user.id = two_factor.user_id));

-- No company at all: only named system work, and the provider.
alter table tocsin.verification enable row level security;
create policy verification_scope on tocsin.verification
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());
alter table tocsin.setup_link enable row level security;
create policy setup_link_scope on tocsin.setup_link
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());
alter table tocsin.sign_in_attempt enable row level security;
-- A company's owner may see and lift the locks of its own people.
create policy sign_in_attempt_scope on tocsin.sign_in_attempt
  using (tocsin.in_provider_scope() or exists (
    select 1 from tocsin.app_user where encode(sha256(convert_to(app_user.email, 'UTF8')), 'hex') = account))
  with check (tocsin.in_provider_scope());
alter table tocsin.request_rate enable row level security;
create policy request_rate_scope on tocsin.request_rate
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());

-- Who a credential belongs to, before any scope is known. One row or none; a disabled user or an erased company has
-- none. They run with the owner's rights, which is why their search_path is fixed.
create function tocsin.principal_of_session(hash text, at timestamptz)
  returns table (session_id uuid, user_id uuid, name text, email text, role text, company_id uuid, kind text)
  language sql stable security definer set search_path = tocsin, pg_temp as $$
    select user_session.id, app_user.id, app_user.name, app_user.email, app_user.role, company.id, company.kind
    from tocsin.user_session
    join tocsin.app_user on app_user.id = user_session.user_id
    join tocsin.company on company.id = app_user.company_id
    where user_session.token_hash = hash and user_session.expires_at > at
      and app_user.disabled_at is null and company.status <> 'erased'
  $$;

create function tocsin.principal_of_token(hash text, at timestamptz)
  returns table (token_id uuid, permissions text[], last_used_at timestamptz,
                 user_id uuid, name text, email text, role text, company_id uuid, kind text)
  language sql stable security definer set search_path = tocsin, pg_temp as $$
    select api_token.id, api_token.permissions, api_token.last_used_at,
           app_user.id, app_user.name, app_user.email, app_user.role, company.id, company.kind
    from tocsin.api_token
    join tocsin.app_user on app_user.id = api_token.user_id
    join tocsin.company on company.id = app_user.company_id
    where api_token.token_hash = hash and (api_token.expires_at is null or api_token.expires_at > at)
      and app_user.disabled_at is null and company.status <> 'erased'
  $$;

-- The provider's name, which every signed-in user may know; null before the set-up.
create function tocsin.provider_name() returns text
  language sql stable security definer set search_path = tocsin, pg_temp as $$
    select company.name from tocsin.company where company.kind = 'provider'
  $$;

-- Counts a request and says how many its key has had in this window.
create function tocsin.count_request(request_key text, at timestamptz, window_seconds integer) returns integer
  language sql volatile security definer set search_path = tocsin, pg_temp as $$
    insert into tocsin.request_rate as rate (key, window_start, count)
    values (request_key, date_bin(make_interval(secs => window_seconds), at, timestamptz '2000-01-01Z'), 1)
    on conflict (key) do update set
      count = case when rate.window_start = excluded.window_start then rate.count + 1 else 1 end,
      window_start = excluded.window_start
    returning rate.count
  $$;

revoke all on function tocsin.principal_of_session, tocsin.principal_of_token, tocsin.provider_name,
  tocsin.count_request from public;
grant execute on function tocsin.principal_of_session, tocsin.principal_of_token, tocsin.provider_name,
  tocsin.count_request to tocsin_app;

-- The tables of this schema that hold rows of a company, by the name of the column that says so. What is asked is the
-- database itself, so that a table added later is never forgotten.
create function tocsin.company_tables() returns table (table_name text)
  language sql stable set search_path = tocsin, pg_temp as $$
    select pg_class.relname::text
    from pg_attribute
    join pg_class on pg_class.oid = pg_attribute.attrelid
    where pg_class.relnamespace = 'tocsin'::regnamespace and pg_class.relkind in ('r', 'p')
      and not pg_class.relispartition
      and pg_attribute.attname = 'company_id' and not pg_attribute.attisdropped
    order by 1
  $$;

-- Deletes every row of a company, in whatever order the foreign keys allow, and leaves the company's row as a
-- nameless mark. Returns what went. What stays: the off-boarding record and the Activity Log's record of it.
create function tocsin.erase_company(erased uuid) returns jsonb
  language plpgsql security definer set search_path = tocsin, pg_temp as $$
  declare
    target text;
    waiting text[];
    blocked text[];
    removed bigint;
    counts jsonb := '{}';
  begin
    if not tocsin.in_provider_scope() then
      raise exception 'only the provider erases a company';
    end if;
    if not exists (select 1 from tocsin.company where id = erased and kind = 'customer' and status = 'off_boarding') then
      raise exception 'company % is not being off-boarded', erased;
    end if;
    select array_agg(table_name) into waiting from tocsin.company_tables()
      where table_name not in ('company_off_boarding', 'activity_record');
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
    delete from tocsin.activity_record where company_id = erased and event_name not like 'company.off\_board%';
    get diagnostics removed = row_count;
    counts := counts || jsonb_build_object('activity_record', removed);
    update tocsin.company set name = 'Erased company', slug = 'erased-' || id, status = 'erased' where id = erased;
    return counts;
  end $$;
revoke all on function tocsin.erase_company from public;
grant execute on function tocsin.erase_company to tocsin_app;
