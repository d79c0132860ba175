import { systemActor, type ActionRecorder } from '../../identity/index.ts';
import { newId, type Clock, type CompanyId } from '../../kernel/index.ts';
import type { ClickHouseHandle } from '../../platform/clickhouse/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import type { Db, Tx } from '../../platform/postgres/index.ts';
import type { CompanyStorage } from './company-storage-store.ts';
import type { RetainedTable } from './retention.ts';

/** A mail to staff, in the reader's language. */
export type WriteMail = (language: 'en' | 'ru') => { readonly subject: string; readonly text: string };

/** Queues a mail to every administrator of the provider in the caller's transaction. */
export type MailAdmins = (tx: Tx, write: WriteMail) => Promise<void>;

/** What retention and quotas need from outside. */
export interface StorageDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly clickhouse: ClickHouseHandle['client'];
  readonly recorder: ActionRecorder;
  readonly mailAdmins: MailAdmins;
  /** Tables whose rows follow their company's term. */
  readonly tables: readonly RetainedTable[];
  /** Days for companies without a term of their own. */
  readonly defaultDays: number;
  /** Aborts when the program stops: long waits end, and their jobs are taken up again by the next start. */
  readonly stopping: AbortSignal;
  /** Hears of each measure: of all companies, and of events that should have gone days ago. */
  readonly onMeasured?: (storage: readonly CompanyStorage[], overdueEvents: number) => void;
}

/** Records in the Activity Log what the program itself has done to a company's events. */
export function recordOwnAction(
  tx: Tx,
  { recorder, clock }: Pick<StorageDeps, 'recorder' | 'clock'>,
  action: {
    readonly eventName: string;
    readonly part: string;
    readonly companyId: CompanyId;
    readonly parameters: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  const at = clock.now();
  const { eventName, part, companyId, parameters } = action;
  return recorder.record(tx, {
    eventName,
    at,
    actor: systemActor(part),
    outcome: 'success',
    errorCode: null,
    readOnly: false,
    requestId: newId(at),
    sourceIp: '',
    userAgent: '',
    resources: [{ type: 'company', id: companyId }],
    companyId,
    parameters,
  });
}
