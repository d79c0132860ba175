import type { CompanyId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import type { Actor } from './principal.ts';

/** A thing that an action was about. */
export interface ResourceRef {
  readonly type: string;
  readonly id: string;
}

/** One thing that a principal did or tried, before it is written in the Activity Log's own form. */
export interface Action {
  /** The route's operation, for example `notice.approve`. */
  readonly eventName: string;
  readonly at: Date;
  readonly actor: Actor;
  readonly outcome: 'success' | 'denied' | 'failed';
  /** The problem code when it did not succeed. */
  readonly errorCode: string | null;
  readonly readOnly: boolean;
  readonly requestId: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly resources: readonly ResourceRef[];
  /** The company that the action was about; null for the provider's own affairs. */
  readonly companyId: CompanyId | null;
  /** Request parameters, secrets already removed. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Where actions go. `identity` defines it, `activity` implements it, `app` joins them. */
export interface ActionRecorder {
  /** In the action's own transaction: the record exists if and only if the change does. */
  record(tx: Tx, action: Action): Promise<void>;
  /** In a transaction of its own: for what was denied or failed, whose transaction rolled back. */
  recordApart(action: Action): Promise<void>;
  /** Reads: kept in memory for a moment and written in batches. */
  noteRead(action: Action): void;
}

const secretKey =
  /pass(word|phrase)|secret|token|privatekey|api_?key|credential|cookie|authorization|^(code|otp)$/i;
const longestText = 500;
const deepest = 6;
const mostEntries = 50;

/**
 * Request parameters as they may be stored: secrets gone, long texts and lists cut, depth bounded, and no text that
 * PostgreSQL cannot hold (NUL, half of a surrogate pair).
 */
export function withoutSecrets(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value;
  if (depth >= deepest) return '…';
  if (Array.isArray(value)) return value.slice(0, mostEntries).map((item) => withoutSecrets(item, depth + 1));
  const entries = Object.entries(value)
    .slice(0, mostEntries)
    .map(([key, item]) => [
      storableText(key),
      secretKey.test(key) ? '[redacted]' : withoutSecrets(item, depth + 1),
    ]);
  return Object.fromEntries(entries) as unknown;
}

/** A text of a request as it may be stored: at most 500 characters, well-formed, without NUL. */
export function storableText(text: string): string {
  const cut = text.length > longestText ? `${text.slice(0, longestText)}…` : text;
  return cut.toWellFormed().replaceAll('\0', '\uFFFD');
}
