import {
  err,
  ok,
  unreachable,
  type CompanyId,
  type EventId,
  type FindingId,
  type IncidentId,
  type Result,
  type Severity,
} from '../../kernel/index.ts';

import type { ReceiptDocument } from '../receipt/receipt.ts';

/** What a finding is about: the attacker's address, the account, the host. */
export interface Entity {
  readonly type: string;
  readonly value: string;
}

/** An event that supports a finding. */
export interface Evidence {
  readonly eventId: EventId;
  readonly at: Date;
  /** One sentence of what the event says. */
  readonly message: string;
  /** SHA-256 (hex) of the raw record; null in evidence of older releases. */
  readonly rawHash: string | null;
}

/** What a rule says of itself, kept with the finding so that a later edit does not change the past. */
export interface RuleSnapshot {
  readonly title: string;
  readonly description: string;
  readonly author: string;
  readonly references: readonly string[];
  readonly tags: readonly string[];
  readonly falsePositives: readonly string[];
  readonly recommendedMeasures: readonly string[];
  readonly playbook: string | null;
}

/** The rule behind matches, as a finding needs it. */
export interface FindingRule {
  readonly id: string;
  readonly hash: string;
  readonly severity: Severity;
  readonly snapshot: RuleSnapshot;
  /** What takes part in its verdicts, itself first. */
  readonly documents: readonly ReceiptDocument[];
}

/** Matches of one rule on one entity of one company, to be folded into a finding. */
export interface MatchGroup {
  readonly companyId: CompanyId;
  readonly rule: FindingRule;
  readonly entity: Entity;
  readonly count: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly evidence: readonly Evidence[];
}

/** How a finding was opened: by an event as it was received, or by a hunt over stored events. */
export const foundBys = ['live', 'hunt'] as const;
export type FoundBy = (typeof foundBys)[number];

export const findingStatuses = ['new', 'triaged', 'dismissed', 'closed'] as const;
export type FindingStatus = (typeof findingStatuses)[number];

export type FindingState =
  | { readonly kind: 'new' }
  | { readonly kind: 'triaged'; readonly incidentId: IncidentId }
  | { readonly kind: 'dismissed'; readonly reason: string }
  | { readonly kind: 'closed'; readonly incidentId: IncidentId };

export type FindingInput =
  | { readonly kind: 'attach'; readonly incidentId: IncidentId }
  | { readonly kind: 'dismiss'; readonly reason: string }
  | { readonly kind: 'incident_closed' };

export interface Finding {
  readonly id: FindingId;
  readonly companyId: CompanyId;
  readonly number: number;
  readonly severity: Severity;
  readonly state: FindingState;
  readonly ruleId: string;
  readonly ruleHash: string;
  readonly engineVersion: string;
  readonly rule: RuleSnapshot;
  readonly entity: Entity;
  readonly matchCount: number;
  readonly foundBy: FoundBy;
  /** How many of its matches a hunt has found. */
  readonly huntedCount: number;
  /** Matches that suppressions took while it was open; not among `matchCount`. */
  readonly suppressedCount: number;
  readonly firstMatchAt: Date;
  readonly lastMatchAt: Date;
  readonly createdAt: Date;
}

export const findingProblems = {
  finding_not_found: { status: 404, title: 'There is no such finding' },
  finding_already_triaged: { status: 409, title: 'The finding has been triaged already' },
  dismissal_needs_reason: { status: 400, title: 'A dismissal needs a reason' },
  incident_missing: { status: 400, title: 'Name the incident that the finding goes to' },
} as const;

export interface FindingFailure {
  readonly code: keyof typeof findingProblems;
  readonly message: string;
}

/** Every change of a finding's state. */
export function advance(state: FindingState, input: FindingInput): Result<FindingState, FindingFailure> {
  switch (input.kind) {
    case 'attach':
      if (state.kind === 'new') return ok({ kind: 'triaged', incidentId: input.incidentId });
      if (state.kind === 'triaged' && state.incidentId === input.incidentId) return ok(state);
      return alreadyTriaged(state);
    case 'dismiss':
      if (input.reason.trim() === '') {
        return err({ code: 'dismissal_needs_reason', message: 'Say why this is not an incident.' });
      }
      return state.kind === 'new'
        ? ok({ kind: 'dismissed', reason: input.reason.trim() })
        : alreadyTriaged(state);
    case 'incident_closed':
      return ok(state.kind === 'triaged' ? { kind: 'closed', incidentId: state.incidentId } : state);
    default:
      return unreachable(input);
  }
}

const alreadyTriaged = (state: FindingState): Result<never, FindingFailure> =>
  err({
    code: 'finding_already_triaged',
    message: `The finding is ${state.kind}; only a new one can be triaged.`,
  });

/** `F-17`. */
export const findingLabel = (number: number): string => `F-${number}`;
