import { compareSeverity, hourMs, type CompanyId, type Id, type Severity } from '../kernel/index.ts';

export type AgreementId = Id<'agreement'>;
export type ClauseId = Id<'clause'>;

export const contactCategories = ['security', 'legal', 'operations'] as const;
export type ContactCategory = (typeof contactCategories)[number];

/** Languages that notices are written in. */
export const languages = ['en', 'ru'] as const;
export type Language = (typeof languages)[number];

/** One promise to notify: on what, from when, within how long, how, whom, in which language. */
export interface Clause {
  readonly id: ClauseId;
  readonly trigger: { readonly minSeverity: Severity };
  /** The clock starts when the provider first has reason to think that the company is affected. */
  readonly startsAt: 'company_affected';
  readonly durationHours: number;
  readonly channel: 'email';
  /** At least one contact of each of these has to get the notice. */
  readonly contactCategories: readonly ContactCategory[];
  readonly language: Language;
}

/** One version of an agreement with a customer. Dates are days in UTC, inclusive. */
export interface Agreement {
  readonly id: AgreementId;
  readonly companyId: CompanyId;
  readonly version: number;
  readonly title: string;
  readonly number: string;
  /** `YYYY-MM-DD`. */
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
  readonly clauses: readonly Clause[];
}

export const isInForce = (agreement: Agreement, at: Date): boolean => {
  const day = at.toISOString().slice(0, 10);
  return agreement.effectiveFrom <= day && (agreement.effectiveTo === null || day <= agreement.effectiveTo);
};

/** The clauses that an incident of this severity triggers at this time. */
export function triggeredClauses(
  agreements: readonly Agreement[],
  severity: Severity,
  at: Date,
): readonly { readonly agreement: Agreement; readonly clause: Clause }[] {
  return agreements
    .filter((agreement) => isInForce(agreement, at))
    .flatMap((agreement) =>
      agreement.clauses
        .filter((clause) => compareSeverity(severity, clause.trigger.minSeverity) >= 0)
        .map((clause) => ({ agreement, clause })),
    );
}

/** The clock of a clause: hours are counted round the clock, in UTC. */
export const dueAtOf = (clause: Clause, startedAt: Date): Date =>
  new Date(startedAt.getTime() + clause.durationHours * hourMs);
