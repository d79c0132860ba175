import type { Named, Severity } from './common.ts';
import type { ContactCategory } from './company.ts';

export interface Clause {
  readonly id?: string;
  readonly trigger: { readonly minSeverity: Severity };
  readonly startsAt: 'company_affected';
  readonly durationHours: number;
  readonly channel: 'email';
  readonly contactCategories: readonly ContactCategory[];
  readonly language: string;
}
export interface Agreement {
  readonly id: string;
  readonly companyId: string;
  readonly title: string;
  readonly number: string;
  readonly version: number;
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
  readonly clauses: readonly (Clause & { readonly text: string })[];
}
export type ObligationStatus = 'open' | 'warned' | 'fulfilled' | 'breached' | 'fulfilled_late' | 'waived';
export interface Obligation {
  readonly id: string;
  readonly incidentId: string;
  readonly incidentNumber: string;
  readonly companyId: string;
  readonly companyName: string;
  readonly agreementTitle: string;
  readonly clauseText: string;
  readonly startedAt: string;
  readonly dueAt: string;
  readonly status: ObligationStatus;
  readonly share: number;
  readonly warnedPercent: readonly number[];
  readonly fulfilledAt: string | null;
  /** When the notice came back after it had been accepted. */
  readonly reopenedAt: string | null;
  readonly noticeId: string | null;
}
export type NoticeStatus =
  | 'draft'
  | 'awaiting_approval'
  | 'approved'
  | 'sending'
  | 'accepted'
  | 'unknown'
  | 'bounced'
  | 'failed'
  | 'rejected';
export type RecipientStatus =
  'pending' | 'accepted' | 'deferred' | 'refused' | 'unknown' | 'delayed' | 'delivered' | 'bounced';
export type ReportAction = 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
export interface NoticeSummary {
  readonly id: string;
  readonly companyId: string;
  readonly companyName: string;
  readonly obligationId: string;
  readonly status: NoticeStatus;
  readonly subject: string;
}
export interface Notice extends NoticeSummary {
  readonly incidentId: string;
  /** What people write; the frame around it is in `mailText` and `bodyHtml`. */
  readonly bodyText: string;
  readonly mailText: string;
  readonly bodyHtml: string;
  readonly recommendedMeasures: readonly {
    readonly id: string;
    readonly text: string;
    readonly doneAt: string | null;
  }[];
  readonly recipients: readonly {
    readonly name: string;
    readonly email: string;
    readonly status: RecipientStatus;
    readonly acceptedAt: string | null;
    /** The proof of delivery. */
    readonly deliveredAt: string | null;
    readonly bouncedAt: string | null;
    readonly response: string | null;
  }[];
  /** Whom else one could ask, when not everybody has it who should. */
  readonly otherContacts: readonly { readonly name: string; readonly email: string }[];
  /** What mail servers reported after they had accepted it, oldest first. */
  readonly reports: readonly {
    readonly at: string;
    readonly attempt: number;
    readonly email: string | null;
    readonly reportedAddress: string;
    readonly action: ReportAction;
    readonly status: string | null;
    readonly diagnostic: string | null;
  }[];
  /** Categories that nobody would get the notice for. */
  readonly missingCategories: readonly ContactCategory[];
  readonly author: Named | null;
  readonly approver: Named | null;
  /** Whether the reader is a second person who may approve it now. */
  readonly mayApprove: boolean;
  readonly rejectedReason: string | null;
  readonly trackingUrl: string | null;
  readonly messageId: string;
  readonly nextAttemptAt: string | null;
  readonly attempts: readonly {
    readonly attempt: number;
    readonly at: string;
    readonly outcome: string;
    readonly response: string | null;
  }[];
}
export const alertLevels = ['warning', 'escalation', 'breach'] as const;
export type AlertLevel = (typeof alertLevels)[number];
/** A mail to staff: which obligations reached a level, and who was told. */
export interface Alert {
  readonly id: string;
  readonly level: AlertLevel;
  readonly sentAt: string;
  readonly causes: readonly {
    readonly obligationId: string;
    readonly companyName: string;
    readonly reason: string;
  }[];
  readonly recipients: readonly {
    readonly userId: string;
    readonly name: string;
    readonly email: string;
    readonly status: 'pending' | 'sending' | 'accepted' | 'failed';
    readonly acceptedAt: string | null;
    readonly response: string | null;
  }[];
}
export const alertWishes = ['all', 'own', 'none'] as const;
export type AlertWish = (typeof alertWishes)[number];
export interface AlertPreference extends Readonly<Record<AlertLevel, AlertWish>> {
  /** False while the role decides. */
  readonly chosen: boolean;
}
/** How the mailbox is read that bounces come to. */
export interface BounceHealth {
  readonly configured: boolean;
  readonly signedAddresses: boolean;
  readonly mailbox: string | null;
  readonly readAt: string | null;
  readonly failingSince: string | null;
  readonly failure: string | null;
  readonly failureMessage: string | null;
  readonly verdicts: Readonly<Record<string, number>>;
}
