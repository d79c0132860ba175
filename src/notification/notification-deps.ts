import type { Actor } from '../identity/index.ts';
import type { Clock, IncidentId } from '../kernel/index.ts';
import type { Logger } from '../platform/log/index.ts';
import type { Mailer, ReturnAddresses } from '../platform/mail/index.ts';
import type { Db, Tx } from '../platform/postgres/index.ts';
import type { SecretBox } from '../platform/secret/index.ts';
import type { Language } from './agreement.ts';
import type { Templates } from './templates.ts';

/** What this slice needs from outside. `templates` comes from `loadTemplates`. */
export interface NotificationDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly box: SecretBox;
  readonly mailer: Mailer;
  readonly templates: Templates;
  /** Null: what comes back goes to the sender's address, and is known by its Message-ID only. */
  readonly returnAddresses: ReturnAddresses | null;
  /** The name of the mailbox that bounces are read from; null when none is. */
  readonly bounceMailbox: string | null;
  /** The address that customers open: tracking links and Message-IDs are made of it. */
  publicUrl(): string;
  /** What the incident's plan advises customers to do, in one language. */
  customerMeasures(tx: Tx, incidentId: IncidentId, language: Language): Promise<readonly string[]>;
  /** What the incident's plan calls such incidents; null for the general plan or none. Absent: the title is used. */
  planName?(tx: Tx, incidentId: IncidentId, language: Language): Promise<string | null>;
}

/** Who the timeline names for what the slice does by itself. */
export const bySystem: Actor = { kind: 'system', id: 'notification', name: 'notification', companyId: null };

/** Facts that this slice emits; each payload has `obligationId`, `incidentId` and `companyId`. */
export const notificationFacts = {
  warned: 'obligation.warned',
  /** Somebody who can decide has to act: `reason` says why. */
  escalated: 'obligation.escalated',
  breached: 'obligation.breached',
  fulfilled: 'obligation.fulfilled',
  /** What had been fulfilled came back. */
  reopened: 'obligation.reopened',
  /** A notice has waited for approval for long. */
  approvalDue: 'obligation.approval_due',
} as const;

export const escalationReasons = [
  'time_is_short',
  'breached',
  'no_recipients',
  'delivery_failed',
  /** The notice came back. */
  'bounced',
  /** Nobody but those who wrote the notice may approve it. */
  'no_approver',
] as const;
export type EscalationReason = (typeof escalationReasons)[number];

/** How long a tracking link works. */
export const trackingDays = 180;
export const trackingPurpose = 'notice-tracking';
