import { sql, type ColumnType, type Generated } from 'kysely';
import type { Role } from '../identity/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import type { ContactCategory, Language } from './agreement.ts';
import type { AlertLevel, AlertReason, AlertRecipientStatus, AlertWish } from './alert.ts';
import type { RecipientStatus } from './delivery.ts';
import type { InboundVerdict } from './inbound.ts';
import type { WarnPercent } from './obligation.ts';

/** A jsonb column: read as a value that a parser still has to judge, written as text. */
type Json = ColumnType<unknown, string, string>;

export type NotificationTables = {
  agreement: { id: string; company_id: string; created_at: Date };
  agreement_version: {
    agreement_id: string;
    version: number;
    company_id: string;
    title: string;
    number: string;
    effective_from: string;
    effective_to: string | null;
    clauses: Json;
    created_at: Date;
    created_by_id: string | null;
    created_by_name: string;
  };
  obligation: {
    id: string;
    incident_id: string;
    company_id: string;
    agreement_id: string;
    agreement_version: number;
    agreement_title: string;
    clause_id: string;
    clause: Json;
    clause_text: string;
    started_at: Date;
    due_at: Date;
    status: 'active' | 'fulfilled' | 'waived';
    warned_percent: WarnPercent[];
    breached_at: Date | null;
    reopened_at: Date | null;
    fulfilled_at: Date | null;
    waived_at: Date | null;
    next_check_at: Date | null;
  };
  notice: {
    id: string;
    incident_id: string;
    company_id: string;
    obligation_id: string;
    language: Language;
    subject: string;
    body_text: string;
    message_id: string;
    state: Json;
    status: string;
    author_id: string | null;
    author_name: string | null;
    last_editor_id: string | null;
    submitter_id: string | null;
    approver_id: string | null;
    approver_name: string | null;
    approved_at: Date | null;
    approval_reminder_at: Date | null;
    letterhead: ColumnType<unknown, string | null, string | null>;
    next_action_at: Date | null;
    tracking_hash: string;
    tracking_sealed: string;
    tracking_expires_at: Date;
    tracking_revoked_at: Date | null;
    created_at: Date;
    updated_at: Date;
  };
  notice_measure: {
    id: string;
    notice_id: string;
    company_id: string;
    position: number;
    text: string;
    done_at: Date | null;
  };
  notice_recipient: {
    notice_id: string;
    company_id: string;
    email: string;
    name: string;
    categories: ContactCategory[];
    status: RecipientStatus;
    accepted_at: Date | null;
    acceptances: Json;
    since_attempt: number;
    delivered_at: Date | null;
    bounced_at: Date | null;
    response: string | null;
  };
  notice_attempt: {
    notice_id: string;
    attempt: number;
    company_id: string;
    started_at: Date;
    ended_at: Date | null;
    outcome: 'accepted' | 'unknown' | 'temp_failed' | 'failed' | 'interrupted' | null;
    response: string | null;
  };
  delivery_report: {
    id: string;
    company_id: string;
    notice_id: string;
    attempt: number;
    email: string | null;
    reported_address: string;
    action: string;
    status: string | null;
    diagnostic: string | null;
    reporting_mta: string | null;
    reported_at: Date;
    read_at: Date;
  };
  inbound_mailbox: {
    name: string;
    uid_validity: Generated<string | null>;
    last_uid: Generated<number>;
    read_at: Generated<Date | null>;
    failing_since: Generated<Date | null>;
    failure: Generated<string | null>;
    failure_message: Generated<string | null>;
  };
  inbound_mail: {
    id: string;
    mailbox: string;
    uid_validity: string;
    uid: number;
    content_key: string;
    verdict: InboundVerdict;
    company_id: string | null;
    notice_id: string | null;
    read_at: Date;
  };
  alert: {
    id: string;
    incident_id: string;
    level: AlertLevel;
    status: 'gathering' | 'sent' | 'dropped';
    created_at: Date;
    send_at: Date;
    sent_at: Date | null;
  };
  alert_cause: {
    alert_id: string;
    obligation_id: string;
    company_id: string;
    reason: AlertReason;
    at: Date;
  };
  alert_recipient: {
    alert_id: string;
    user_id: string;
    name: string;
    email: string;
    language: Language;
    message_id: string;
    status: AlertRecipientStatus;
    attempts: number;
    next_action_at: Date | null;
    accepted_at: Date | null;
    response: string | null;
  };
  alert_preference: {
    user_id: string;
    warning: AlertWish;
    escalation: AlertWish;
    breach: AlertWish;
    updated_at: Date;
  };
  notice_setting: {
    only_row: boolean;
    contact_name: string;
    contact_email: string | null;
    contact_phone: string | null;
    contact_hours: string | null;
    updated_at: Date;
  };
  /** Identity's; read for names and addresses only. */
  company: { id: string; kind: string; name: string };
  app_user: {
    id: string;
    company_id: string;
    name: string;
    email: string;
    locale: string;
    role: Role;
    disabled_at: Date | null;
  };
  contact: {
    id: string;
    company_id: string;
    name: string;
    email: string;
    categories: string[];
    disabled: boolean;
  };
};

export const tables = (tx: Tx) => tx.$extendTables<NotificationTables>();

/** Makes work on one thing wait for other such work until the transaction ends. */
export async function lockName(tx: Tx, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx);
}

/**
 * Goes on as named system work in a transaction that began in the scope of whoever happens to be signed in. Only for
 * work whose right comes from something else, and which names the company in every query.
 */
export async function takeSystemScope(tx: Tx, name: string): Promise<void> {
  await sql`select set_config('tocsin.scope', ${`system:${name}`}, true), set_config('tocsin.company', '', true)`.execute(
    tx,
  );
}
