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

const secretKey = /pass(word|phrase)|secret|token|privatekey|credential/i;
const longestText = 500;
const deepest = 6;

/** Request parameters as they may be stored: secrets gone, long texts cut, depth bounded. */
export function withoutSecrets(value: unknown, depth = 0): unknown {
  if (typeof value === 'string')
    return value.length > longestText ? `${value.slice(0, longestText)}…` : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) return '…';
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => withoutSecrets(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      secretKey.test(key) ? '[redacted]' : withoutSecrets(item, depth + 1),
    ]),
  );
}
