-- With what a finding's verdicts were reached, so that anyone can repeat them.

-- The text of every rule, correlation and filter that took part in a verdict, by the hash of its canonical form. It belongs to
-- the installation, not to a company.
create table tocsin.rule_text (
  hash text primary key,
  text text not null,
  first_used_at timestamptz not null
);

-- Engine, pipeline and documents; a finding that grows under a changed rule has several.
create table tocsin.finding_receipt (
  finding_id uuid not null references tocsin.finding (id) on delete cascade,
  company_id uuid not null references tocsin.company (id),
  id text not null,
  engine_version text not null,
  pipeline_hash text not null,
  -- A list of {id, kind, hash}: what judged, then what it refers to and the filters that were applied.
  documents jsonb not null,
  created_at timestamptz not null,
  primary key (finding_id, id)
);
alter table tocsin.finding_receipt enable row level security;
create policy finding_receipt_scope on tocsin.finding_receipt
  using (tocsin.in_scope(company_id)) with check (tocsin.in_scope(company_id));

-- Null in evidence of older releases.
alter table tocsin.finding_evidence
  add column receipt_id text,
  -- SHA-256 (hex) of the raw record.
  add column raw_hash text,
  add constraint finding_evidence_receipt foreign key (finding_id, receipt_id)
    references tocsin.finding_receipt (finding_id, id) on delete cascade;
