import type { MailAdmins } from '../../event/index.ts';
import { systemActor, type ActionRecorder } from '../../identity/index.ts';
import { hourMs, newId, systemScope, type Clock } from '../../kernel/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import { inScope, type Db, type Tx } from '../../platform/postgres/index.ts';
import { announceRule, recordOf } from '../rule/local-rule-service.ts';
import { advance } from '../rule/local-rule.ts';
import { newlyRefused, type RuleBook } from '../rule/rule-book.ts';
import { countChanges, lockRules, saveStanding } from '../rule/rule-set-store.ts';
import { localFile } from '../rule/rule-texts.ts';
import { documentOf } from '../rule/rule-trial.ts';
import { mostPerHour, quarantineMail, reasonOf, type Suspect } from './quarantine.ts';
import { exemptionNow, saveQuarantine } from './quarantine-store.ts';
import { forgetCosts } from './rule-cost-store.ts';

export interface QuarantineDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly book: RuleBook;
  readonly recorder: ActionRecorder;
  readonly mailAdmins: MailAdmins;
  /** The address that people open. */
  readonly publicUrl: () => string;
}

const part = 'rule-quarantine';
const scope = systemScope(part);

/**
 * Takes rules out of force that cost too much: a change of the set like any other, recorded, mailed and logged. What is exempt,
 * or out of force already, is left alone.
 */
export async function quarantineSuspects(deps: QuarantineDeps, suspects: readonly Suspect[]): Promise<void> {
  for (const suspect of suspects) await inScope(deps.db, scope, (tx) => quarantine(tx, deps, suspect));
}

async function quarantine(tx: Tx, deps: QuarantineDeps, suspect: Suspect): Promise<void> {
  const { book, clock, log } = deps;
  const { ruleId } = suspect;
  const at = clock.now();
  await lockRules(tx);
  await book.upToDate(tx);
  const record = await recordOf(tx, book, ruleId);
  const document = documentOf(book.current(), ruleId);
  if (record === null || document === null) return;
  const moved = advance(record, { kind: 'quarantine' });
  if (!moved.ok) return;
  if ((await exemptionNow(tx, ruleId, document.hash, at)) !== null) return;
  if ((await countChanges(tx, 'quarantine', new Date(at.getTime() - hourMs))) >= mostPerHour) {
    log.error(
      { rule: ruleId },
      'a rule costs too much, and too many were taken out of force already: look why',
    );
    return;
  }
  const dependents = dependentsOf(book, ruleId);
  const reason = reasonOf(suspect);
  const by = { id: null, name: 'Tocsin' };
  const setVersion = await saveStanding(tx, ruleId, 'quarantine', moved.value, { at, by, reason });
  await saveQuarantine(tx, suspect, { setVersion, hash: document.hash, dependents, at });
  await forgetCosts(tx, ruleId);
  await recordIt(tx, deps, suspect, at, setVersion);
  const link = `${deps.publicUrl()}/rules/${encodeURIComponent(ruleId)}`;
  await deps.mailAdmins(tx, quarantineMail({ ...suspect, title: document.title, dependents, link }));
  await announceRule(tx, ruleId);
  log.error({ rule: ruleId, title: document.title, dependents, reason }, 'a rule is in quarantine');
}

/** Titles of what no longer loads when the rule is out. */
function dependentsOf(book: RuleBook, id: string): readonly string[] {
  const after = book.tried({ id, standing: { kind: 'quarantined', version: null }, parsed: null });
  const lost = newlyRefused(book.current(), after, new Set([localFile(id)]));
  const now = book.current();
  const titles = lost.map(({ file, line }) => {
    const own = [...now.correlations, ...now.filters, ...now.rules].find(
      (document) => document.file === file && document.line === line,
    );
    return own?.title ?? book.shipped.shownFile(file);
  });
  return [...new Set(titles)].toSorted();
}

const recordIt = (
  tx: Tx,
  { recorder }: QuarantineDeps,
  { ruleId, ...figures }: Suspect,
  at: Date,
  setVersion: number,
): Promise<void> =>
  recorder.record(tx, {
    eventName: 'rule.quarantine',
    at,
    actor: systemActor(part),
    outcome: 'success',
    errorCode: null,
    readOnly: false,
    requestId: newId(at),
    sourceIp: '',
    userAgent: '',
    resources: [{ type: 'rule', id: ruleId }],
    companyId: null,
    parameters: { ...figures, setVersion },
  });
