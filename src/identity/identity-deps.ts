import type { Clock, CompanyId } from '../kernel/index.ts';
import type { Logger } from '../platform/log/index.ts';
import type { Db, Tx } from '../platform/postgres/index.ts';
import type { SecretBox } from '../platform/secret/index.ts';
import type { ActionRecorder } from './action.ts';
import type { IdentityProvider } from './identity-provider.ts';

/** A mail of this slice. `template` names its purpose: `invitation` or `password-reset`. */
export interface IdentityMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly template: 'invitation' | 'password-reset';
}

/** Queues a mail in the caller's transaction: it is sent if and only if that commits. */
export type SendMail = (tx: Tx, mail: IdentityMail) => Promise<void>;

/** What other slices count of a company, for its page. */
export interface CompanyCounts {
  readonly sources: number;
  readonly openIncidents: number;
  readonly openFindings: number;
}

export type CountCompany = (tx: Tx, companyId: CompanyId) => Promise<CompanyCounts>;

/** One file of a company's export: `rows` are written as a JSON array. */
export interface ExportPart {
  /** File name without extension: `events-2026-01`. */
  readonly name: string;
  readonly rows: AsyncIterable<unknown>;
}

/** A company that is being erased, and what it and its people go by in texts. */
export interface ErasedCompany {
  readonly companyId: CompanyId;
  readonly words: readonly string[];
}

/**
 * What a slice keeps of a company outside of the tables with a `company_id` (which are exported and erased without
 * its help): rows that hang on those, files, events in ClickHouse.
 */
export interface CompanyData {
  readonly name: string;
  exportParts?(tx: Tx, companyId: CompanyId): AsyncIterable<ExportPart>;
  /**
   * Takes the company out of what belongs to others or to nobody, in the transaction that erases its own rows, before they
   * go. Returns what it has done, by name.
   */
  eraseTraces?(tx: Tx, company: ErasedCompany): Promise<Readonly<Record<string, number>>>;
  /** Erases outside of PostgreSQL; must be safe to repeat. Returns how many rows or files went. */
  erase?(companyId: CompanyId): Promise<number>;
}

/** What this slice needs from outside. */
export interface IdentityDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly recorder: ActionRecorder;
  readonly secretBox: SecretBox;
  readonly log: Logger;
  /** The address that people open, for links, cookies and the check of a request's origin: `https://soc.example.net`. */
  publicUrl(): string;
  /** More origins whose pages may call us; usually none. */
  readonly trustedOrigins?: readonly string[];
  /** Whose word about who somebody is we take; none by default. */
  readonly identityProviders?: readonly IdentityProvider[];
  readonly sendMail: SendMail;
  /** Counts of a company that other slices hold; zeros until they are joined. */
  readonly countCompany?: CountCompany;
  /** What `GET /session` tells of mail and version. */
  readonly about?: () => {
    readonly mail: { readonly configured: boolean; readonly outboxPath: string | null };
    readonly version: string;
  };
  /** Folder that company exports are written to. */
  readonly exportFolder: string;
  readonly companyData?: readonly CompanyData[];
  /** Aborts when the program stops: work that this interrupts is begun anew by the next start. */
  readonly stopping?: AbortSignal;
}
