-- Searches of events that somebody has kept: of the user alone, or for everybody of the user's company.

create table tocsin.saved_search (
  id uuid primary key,
  -- Of the user who keeps it: the provider, or a customer.
  company_id uuid not null references tocsin.company (id),
  user_id uuid not null references tocsin.app_user (id) on delete cascade,
  name text not null,
  -- In the query language of events, and a range as the console's address has it (`24h`, or two times).
  query text not null,
  time_range text not null,
  -- Whose events the provider's staff looked at; null: all.
  searched_company_id uuid references tocsin.company (id),
  -- Columns of the list; null: as the reader has them.
  columns text[],
  shared boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Deleted, and for some time still to be had back.
  deleted_at timestamptz
);
-- One name once for each user, whatever its case.
create unique index saved_search_name on tocsin.saved_search (user_id, lower(name)) where deleted_at is null;
create index saved_search_company on tocsin.saved_search (company_id);
create index saved_search_searched on tocsin.saved_search (searched_company_id) where searched_company_id is not null;
alter table tocsin.saved_search enable row level security;
create policy saved_search_scope on tocsin.saved_search
  using (tocsin.in_scope(company_id)) with check (tocsin.in_scope(company_id));
