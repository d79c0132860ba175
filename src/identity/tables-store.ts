import type { ColumnType, Generated, Transaction } from 'kysely';
import type { Tx } from '../platform/postgres/index.ts';

type Time = ColumnType<Date, Date, Date>;
type OptionalTime = ColumnType<Date | null, Date | null | undefined, Date | null>;
type OptionalText = ColumnType<string | null, string | null | undefined, string | null>;

export type CompanyRow = {
  id: string;
  kind: 'provider' | 'customer';
  name: string;
  slug: string;
  locale: string;
  retention_days: number | null;
  status: 'active' | 'off_boarding' | 'erased';
  quota_bytes: number | null;
  quota_action: 'warn' | 'remove_oldest';
  created_at: Time;
};

export type UserRow = {
  id: string;
  company_id: string;
  name: string;
  email: string;
  email_verified: Generated<boolean>;
  role: string;
  locale: string;
  two_factor_enabled: Generated<boolean>;
  disabled_at: OptionalTime;
  last_sign_in_at: OptionalTime;
  created_at: Time;
  updated_at: Time;
};

export type OffBoardingRow = {
  id: string;
  company_id: string;
  company_name: string;
  step: 'export' | 'erase';
  state: 'queued' | 'running' | 'done' | 'failed';
  requested_by: string | null;
  requested_by_name: string;
  requested_at: Time;
  finished_at: OptionalTime;
  detail: ColumnType<unknown, string | undefined, string>;
};

export type PasskeyRow = {
  id: string;
  company_id: string;
  user_id: string;
  name: string;
  credential_id: string;
  public_key: Buffer;
  /** PostgreSQL's bigint comes as a number here, see platform/postgres. */
  counter: number;
  transports: string[];
  synced: boolean;
  created_at: Time;
  last_used_at: OptionalTime;
  suspended_at: OptionalTime;
};

/** The tables of migrations 0002 and 0013, as the stores of this slice see them. */
export type IdentityTables = {
  company: CompanyRow;
  app_user: UserRow;
  company_off_boarding: OffBoardingRow;
  project: { id: string; company_id: string; name: string; slug: string; created_at: Time };
  contact: {
    id: string;
    company_id: string;
    name: string;
    email: string;
    categories: string[];
    locale: string;
    disabled: Generated<boolean>;
    created_at: Time;
  };
  user_account: {
    id: string;
    user_id: string;
    account_id: string;
    provider_id: string;
    password_hash: OptionalText;
    last_used_at: OptionalTime;
    created_at: Time;
    updated_at: Time;
  };
  user_session: {
    id: string;
    user_id: string;
    token_hash: string;
    ip_address: OptionalText;
    user_agent: OptionalText;
    expires_at: Time;
    created_at: Time;
    updated_at: Time;
    way: Generated<'password' | 'passkey' | 'oidc'>;
    proved_at: OptionalTime;
    oidc_issuer: OptionalText;
    oidc_sid: OptionalText;
  };
  passkey: PasskeyRow;
  passkey_challenge: {
    challenge_hash: string;
    purpose: 'add' | 'sign_in' | 'prove';
    user_id: string | null;
    expires_at: Time;
  };
  oidc_request: { state_hash: string; browser_hash: string; detail: string; expires_at: Time };
  verification: { id: string; identifier: string; value: string; expires_at: Time };
  two_factor: { id: string; user_id: string; locked_until: OptionalTime; used_code: OptionalText };
  api_token: {
    id: string;
    company_id: string;
    user_id: string;
    name: string;
    token_hash: string;
    permissions: string[];
    expires_at: OptionalTime;
    last_used_at: OptionalTime;
    created_at: Time;
  };
  invitation: {
    id: string;
    company_id: string;
    email: string;
    role: string;
    token_hash: string;
    invited_by: string | null;
    expires_at: Time;
    created_at: Time;
  };
  setup_link: { token_hash: string; created_at: Time; expires_at: Time };
  sign_in_attempt: { account: string; failures: number; last_at: Time; locked_until: OptionalTime };
  request_rate: { key: string; window_start: Time; count: number };
};

/** The caller's transaction, with the tables of this slice. */
export const tables = (tx: Tx): Transaction<IdentityTables> => tx.$extendTables<IdentityTables>();
