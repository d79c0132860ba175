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
  readonly noticeId: string | null;
}
export type NoticeStatus =
  'draft' | 'awaiting_approval' | 'approved' | 'sending' | 'accepted' | 'unknown' | 'failed' | 'rejected';
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
    readonly status: string;
    readonly response: string | null;
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
