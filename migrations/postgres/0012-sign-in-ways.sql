-- Passkeys and OIDC beside the password: what they need, and by which way a session was opened.

-- A passkey's public half (WebAuthn Level 3). The private one never leaves the authenticator.
create table tocsin.passkey (
  id uuid primary key,
  company_id uuid not null references tocsin.company (id),
  user_id uuid not null references tocsin.app_user (id) on delete cascade,
  name text not null,
  -- base64url, as the browser names it.
  credential_id text not null unique,
  -- COSE_Key.
  public_key bytea not null,
  -- Signatures so far, as the authenticator counts; synced passkeys do not count and stay at 0.
  counter bigint not null,
  transports text[] not null default '{}',
  -- Copied to the user's other devices by the maker of the authenticator.
  synced boolean not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  -- Set when the counter ran backwards: there are two of it. It opens nothing any more.
  suspended_at timestamptz
);
create index passkey_user on tocsin.passkey (user_id);
create index passkey_company on tocsin.passkey (company_id);
alter table tocsin.passkey enable row level security;
create policy passkey_scope on tocsin.passkey
  using (tocsin.in_scope(company_id)) with check (tocsin.in_scope(company_id));

-- What an authenticator is asked to sign: once, within minutes. Stored as SHA-256.
create table tocsin.passkey_challenge (
  challenge_hash text primary key,
  purpose text not null check (purpose in ('add', 'sign_in', 'prove')),
  -- Who adds or proves; nobody is known yet at a sign-in.
  user_id uuid references tocsin.app_user (id) on delete cascade,
  expires_at timestamptz not null,
  check ((purpose = 'sign_in') = (user_id is null))
);
create index passkey_challenge_expiry on tocsin.passkey_challenge (expires_at);
alter table tocsin.passkey_challenge enable row level security;
create policy passkey_challenge_scope on tocsin.passkey_challenge
  using (tocsin.in_provider_scope()
    or exists (select 1 from tocsin.app_user where app_user.id = passkey_challenge.user_id));

-- A sign-in that is at an identity provider right now: once, within minutes.
create table tocsin.oidc_request (
  -- SHA-256 of the parameter `state`.
  state_hash text primary key,
  -- SHA-256 of a cookie: the answer must come through the browser that asked.
  browser_hash text not null,
  -- Sealed: what the answer is checked with (nonce, PKCE verifier) and where the user wants to go.
  detail text not null,
  expires_at timestamptz not null
);
create index oidc_request_expiry on tocsin.oidc_request (expires_at);
alter table tocsin.oidc_request enable row level security;
create policy oidc_request_scope on tocsin.oidc_request
  using (tocsin.in_provider_scope()) with check (tocsin.in_provider_scope());

-- How a session was opened, and when its user last proved who it is (null: at its beginning).
alter table tocsin.user_session
  add column way text not null default 'password' check (way in ('password', 'passkey', 'oidc')),
  add column proved_at timestamptz,
  -- Of an OIDC session: the issuer, and its name of the session (`sid`), by which it ends it.
  add column oidc_issuer text,
  add column oidc_sid text;
create index user_session_oidc on tocsin.user_session (oidc_issuer, oidc_sid) where oidc_issuer is not null;

-- A link to an identity provider is a row of user_account with provider_id 'oidc:' and the issuer, and as account_id
-- the issuer's name of the user (`sub`).
alter table tocsin.user_account add column last_used_at timestamptz;

-- Passkeys are counted apart from passwords: who guesses at a password locks no passkey.
drop policy sign_in_attempt_scope on tocsin.sign_in_attempt;
create policy sign_in_attempt_scope on tocsin.sign_in_attempt
  using (tocsin.in_provider_scope() or exists (
    select 1 from tocsin.app_user where account in (
      encode(sha256(convert_to(app_user.email, 'UTF8')), 'hex'),
      encode(sha256(convert_to(' passkey:' || app_user.email, 'UTF8')), 'hex'))))
  with check (tocsin.in_provider_scope());

-- Also tells by which way the session was opened and the company's short name: a company may require one way.
drop function tocsin.principal_of_session(text, timestamptz);
create function tocsin.principal_of_session(hash text, at timestamptz)
  returns table (session_id uuid, way text, user_id uuid, name text, email text, role text, company_id uuid,
                 kind text, slug text)
  language sql stable security definer set search_path = tocsin, pg_temp as $$
    select user_session.id, user_session.way, app_user.id, app_user.name, app_user.email, app_user.role, company.id,
           company.kind, company.slug
    from tocsin.user_session
    join tocsin.app_user on app_user.id = user_session.user_id
    join tocsin.company on company.id = app_user.company_id
    where user_session.token_hash = hash and user_session.expires_at > at
      and app_user.disabled_at is null and company.status <> 'erased'
  $$;
revoke all on function tocsin.principal_of_session from public;
grant execute on function tocsin.principal_of_session to tocsin_app;
