import { systemActor, type ActionRecorder } from '../../identity/index.ts';
import { newId, systemScope, type Clock } from '../../kernel/index.ts';
import type { JobHandler } from '../../platform/jobs/index.ts';
import { announce } from '../../platform/live/index.ts';
import { inScope, type Db, type Tx } from '../../platform/postgres/index.ts';
import { termOf } from '../sigma/filter-term.ts';
import type { SigmaFilter } from '../sigma/rule.ts';
import type { RuleBook } from './rule-book.ts';
import { ruleTopic } from './rule-book-service.ts';
import { currentStandings, lockRules, saveStanding } from './rule-set-store.ts';
import { isLocalFile } from './rule-texts.ts';

export interface FilterExpiryDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly book: Pick<RuleBook, 'current' | 'upToDate'>;
  readonly recorder: ActionRecorder;
}

const task = 'filter-expiry';
/** Every minute: so long may a filter for every company outlive its expiry. */
export const filterExpiryCrontab = `* * * * * ${task}`;

export const filterExpiryJobs = (deps: FilterExpiryDeps): Map<string, JobHandler> =>
  new Map([[task, () => inScope(deps.db, systemScope(task), (tx) => disableExpired(tx, deps))]]);

/** Takes local filters out of force whose time is over: a change of the set like any other, made by the program. */
async function disableExpired(tx: Tx, { book, clock, recorder }: FilterExpiryDeps): Promise<void> {
  const now = clock.now();
  const expired = async (): Promise<readonly SigmaFilter[]> => {
    await book.upToDate(tx);
    return book.current().filters.filter((filter) => isLocalFile(filter.file) && isExpired(filter, now));
  };
  if ((await expired()).length === 0) return;
  // Once more when nobody else changes the rules: somebody may have, since.
  await lockRules(tx);
  const { standings } = await currentStandings(tx);
  for (const { id, title } of await expired()) {
    const standing = standings.get(id);
    if (standing?.kind !== 'active') continue;
    const change = { at: now, by: { id: null, name: 'tocsin' }, reason: 'The filter has expired.' };
    await saveStanding(tx, id, 'disable', { kind: 'disabled', version: standing.version }, change);
    await announce(tx, { topic: ruleTopic, id, companyId: null });
    await recorder.record(tx, {
      ...{ eventName: 'rule.expire', at: now, actor: systemActor(task), outcome: 'success', errorCode: null },
      ...{ readOnly: false, requestId: newId(now), sourceIp: '', userAgent: '', companyId: null },
      resources: [{ type: 'rule', id }],
      parameters: { title },
    });
  }
}

export function isExpired(filter: Pick<SigmaFilter, 'custom'>, now: Date): boolean {
  const { expiresAt } = termOf(filter);
  return expiresAt !== null && expiresAt <= now;
}
