import { actorOf, type Principal } from '../../identity/index.ts';
import { err, ok, type Clock, type Result } from '../../kernel/index.ts';
import type { Failure } from '../../platform/http/index.ts';
import { announce } from '../../platform/live/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import type { ParseEvent } from '../rule-test.ts';
import { queueHunt } from '../hunt/rule-hunt-service.ts';
import { isExpired } from './filter-expiry-service.ts';
import type { NoHuntReason } from '../hunt/rule-hunt.ts';
import { parseRuleFile, type RuleSet } from '../sigma/load.ts';
import { saveExemption } from '../cost/quarantine-store.ts';
import { forgetCosts } from '../cost/rule-cost-store.ts';
import { advance, type RuleChange, type RuleInput, type RuleRecord, type Standing } from './local-rule.ts';
import { findSaved, insertSaved, ownRules, type SavedRule } from './local-rule-store.ts';
import { newlyRefused, type RuleBook } from './rule-book.ts';
import { ruleTopic } from './rule-book-service.ts';
import { lockRules, saveStanding } from './rule-set-store.ts';
import { summaryOfText } from './rule-summary.ts';
import { idInText, readRuleText, type RuleText, type TextRefusal } from './rule-text.ts';
import { localFile } from './rule-texts.ts';
import { documentOf, refusalText, tryRule } from './rule-trial.ts';

export const localRuleProblems = {
  rule_text_refused: { status: 400, title: 'The rule cannot be read' },
  rule_id_mismatch: { status: 400, title: 'The text holds a rule with another id' },
  rule_exists: { status: 409, title: 'There is a local rule with this id already' },
  rule_changed: { status: 409, title: 'The rule has been saved, or shipped anew, meanwhile' },
  rule_state: { status: 409, title: 'The rule is not in a state in which this can be done' },
  rule_version_not_found: { status: 404, title: 'The rule has no such version' },
  rule_test_failed: { status: 409, title: "The rule's own tests fail" },
  rule_test_missing: { status: 409, title: 'The rule has no tests' },
  rule_needed: { status: 409, title: 'Other rules in force would no longer load' },
} as const;

type Problem = Failure & { readonly code: keyof typeof localRuleProblems | 'rule_not_found' };

export interface LocalRuleDeps {
  readonly clock: Clock;
  readonly book: RuleBook;
  readonly parseEvent: ParseEvent;
  /** Over how many stored days a rule hunts that comes into force; 0: none. */
  readonly huntDays: number;
}

export interface SaveInput {
  readonly yaml: string;
  /** Test cases as in `x.test.yml`; null: none. */
  readonly tests: string | null;
  readonly reason: string;
  /** Keeps a text that cannot be read too; it can never come into force. */
  readonly asDraft: boolean;
  /** Hash of the shipped rule that the text has been merged with; null: it stays made from what it was made from. */
  readonly mergedWith: string | null;
}

/** Saves a rule that the installation does not have yet; under the id of a shipped one it is an overlay. */
export async function createLocalRule(
  tx: Tx,
  deps: LocalRuleDeps,
  principal: Principal,
  input: SaveInput,
): Promise<Result<SavedRule, Problem>> {
  const text = readRuleText(input.yaml, localFile('new'), null);
  if (text.kind === 'refused' && !input.asDraft) return err(textRefused(text.refusals));
  const id = text.kind === 'read' ? text.document.id : idInText(input.yaml);
  if (id === null)
    return err({
      ...textRefused(text.kind === 'refused' ? text.refusals : []),
      message:
        'Neither the rule nor its id can be made out. Write an id, such as "id: my-rule", on a line of its own.',
    });
  await lockRules(tx);
  if ((await findSaved(tx, id, null)) !== null)
    return err({ code: 'rule_exists', message: `There is a local rule ${id} already; save it there.` });
  return save(tx, deps, principal, { ...input, id, text, before: null });
}

/** Saves the next version. `after` is the version that the caller saw, 0 for none: another one since is a conflict. */
export async function saveLocalRule(
  tx: Tx,
  deps: LocalRuleDeps,
  principal: Principal,
  id: string,
  input: SaveInput & { readonly after: number },
): Promise<Result<SavedRule, Problem>> {
  await lockRules(tx);
  const before = await findSaved(tx, id, null);
  if (before === null && deps.book.shipped.find(id) === null) return err(noRule);
  if ((before?.version ?? 0) !== input.after)
    return err({
      code: 'rule_changed',
      message: `The rule is at version ${before?.version ?? 0} now, and not at ${input.after}. Load it again.`,
    });
  const text = readRuleText(input.yaml, localFile(id), id);
  if (text.kind === 'refused' && !input.asDraft) return err(textRefused(text.refusals));
  if (text.kind === 'read' && text.document.id !== id)
    return err({
      code: 'rule_id_mismatch',
      message: `The text has the id ${text.document.id}, and the rule ${id}. A rule keeps its id.`,
    });
  return save(tx, deps, principal, { ...input, id, text, before });
}

const noRule: Problem = { code: 'rule_not_found', message: 'There is no such rule.' };

interface Saving extends SaveInput {
  readonly id: string;
  readonly text: RuleText;
  readonly before: SavedRule | null;
}

async function save(
  tx: Tx,
  { book, clock }: LocalRuleDeps,
  principal: Principal,
  { before, id, mergedWith, reason, tests, text, yaml }: Saving,
): Promise<Result<SavedRule, Problem>> {
  const shipped = book.shipped.find(id);
  if (mergedWith !== null && mergedWith !== (shipped?.document.hash ?? null))
    return err({
      code: 'rule_changed',
      message: 'The shipped rule is not the one that the text was merged with. Compare them again.',
    });
  const keepsBase = before !== null && mergedWith === null;
  const rule: SavedRule = {
    ruleId: id,
    version: (before?.version ?? 0) + 1,
    yaml: text.kind === 'read' ? text.yaml : yaml,
    tests,
    hasTests: tests !== null,
    refused: text.kind === 'refused' ? text.refusals : null,
    summary: summaryOfText(text, yaml),
    baseHash: keepsBase ? before.baseHash : (shipped?.document.hash ?? null),
    baseYaml: keepsBase ? before.baseYaml : (shipped?.yaml ?? null),
    saved: changeBy(principal, clock, reason),
  };
  if (before?.yaml === rule.yaml && before.tests === tests && before.baseHash === rule.baseHash)
    return ok(before);
  await insertSaved(tx, rule);
  await announceRule(tx, id);
  return ok(rule);
}

/** The editor underlines by these: `yaml#L12` is line 12 of the text. */
const textRefused = (refusals: readonly TextRefusal[]): Problem => ({
  code: 'rule_text_refused',
  message: refusals.map(refusalText).join('\n'),
  errors: refusals.map(({ code, line, reason }) => ({ path: `yaml#L${line}`, code, message: reason })),
});

/** Who changes something now, for a reason. */
export const changeBy = (principal: Principal, clock: Clock, reason: string): RuleChange => ({
  at: clock.now(),
  by: { id: principal.userId, name: actorOf(principal).name },
  reason,
});

export const announceRule = (tx: Tx, id: string): Promise<void> =>
  announce(tx, { topic: ruleTopic, id, companyId: null });

export interface MoveInput {
  readonly input: RuleInput;
  readonly reason: string;
  /** Says that a rule may come into force though it has no tests. */
  readonly withoutTests: boolean;
  /** Of a release: for how many hours it is not taken out again; null: until it changes. */
  readonly exemptHours?: number | null;
}

/** Where a rule stands after a change. */
export interface RuleMove {
  readonly standing: Standing | null;
  readonly setVersion: number;
  /** Why it does not hunt backwards; null: it does. */
  readonly noHunt: NoHuntReason | null;
}

/**
 * Moves a rule in its life, and so makes the next version of the set in force. A version that comes into force must
 * read, pass its own tests, and leave all other rules loadable.
 */
export async function moveRule(
  tx: Tx,
  deps: LocalRuleDeps,
  principal: Principal,
  id: string,
  { exemptHours = null, input, reason, withoutTests }: MoveInput,
): Promise<Result<RuleMove, Problem>> {
  await lockRules(tx);
  await deps.book.upToDate(tx);
  const record = await recordOf(tx, deps.book, id);
  if (record === null) return err(noRule);
  const moved = advance(record, input);
  if (!moved.ok) return moved;
  const standing = moved.value;
  const version = standing?.kind === 'active' ? await findSaved(tx, id, standing.version) : null;
  // What is released was in force before, with tests or without.
  const untested = withoutTests || input.kind === 'release';
  const allowed = admit(deps, id, standing, version, untested, deps.clock.now());
  if (!allowed.ok) return allowed;
  await forgetCosts(tx, id);
  if (input.kind === 'release') {
    const hash = documentOf(allowed.value, id)?.hash ?? '';
    await saveExemption(tx, id, hash, exemptHours, deps.clock.now());
  }
  const setVersion = await saveStanding(
    tx,
    id,
    input.kind,
    standing,
    changeBy(principal, deps.clock, reason),
  );
  const noHunt = await queueHunt(tx, deps.clock, deps.huntDays, { id, set: allowed.value, setVersion });
  await announceRule(tx, id);
  return ok({ standing, setVersion, noHunt });
}

/** Null: there is no rule with this id. */
export async function recordOf(tx: Tx, book: RuleBook, id: string): Promise<RuleRecord | null> {
  const own = (await ownRules(tx, id)).get(id);
  const isShipped = book.shipped.find(id) !== null;
  if (own === undefined && !isShipped) return null;
  return {
    id,
    isShipped,
    newestVersion: own?.newest?.version ?? null,
    standing: own?.standing ?? null,
  };
}

/** The set in which `id` stands so, when it may come into force. */
function admit(
  { book, parseEvent }: LocalRuleDeps,
  id: string,
  standing: Standing | null,
  version: SavedRule | null,
  withoutTests: boolean,
  now: Date,
): Result<RuleSet, Problem> {
  const parsed = version === null ? null : parseRuleFile({ file: localFile(id), text: version.yaml });
  if (parsed !== null && parsed.refused.length > 0) return err(textRefused(parsed.refused));
  const set = book.tried({ id, standing, parsed });
  const lost = newlyRefused(book.current(), set, new Set([localFile(id)]));
  if (lost.length > 0)
    return err({
      code: 'rule_needed',
      message: `Others in force need it: ${lost.map(refusalText).join(' ')} Change or disable those first.`,
      errors: lost.map(({ code, file, line, reason }) => ({
        path: `${book.shipped.shownFile(file)}#L${line}`,
        code,
        message: reason,
      })),
    });
  if (version === null) return ok(set);
  const own = set.refused.filter(({ file }) => file === localFile(id));
  const document = documentOf(set, id);
  if (own.length > 0 || document === null) return err(textRefused(own));
  if (document.kind === 'filter' && isExpired(document, now))
    return err({
      code: 'rule_state',
      message: 'The filter has expired. Save it with a later "expires" first.',
    });
  const passed = passesTests(tryRule(document, version.tests, set, parseEvent), withoutTests);
  return passed.ok ? ok(set) : passed;
}

function passesTests(trial: ReturnType<typeof tryRule>, withoutTests: boolean): Result<null, Problem> {
  switch (trial.kind) {
    case 'none':
      return withoutTests
        ? ok(null)
        : err({
            code: 'rule_test_missing',
            message:
              'Nobody has shown that the rule finds what it should. Write tests, or activate it without and say why.',
          });
    case 'unreadable':
      return err({ code: 'rule_test_failed', message: trial.failure.message, errors: [trial.failure] });
    case 'ran': {
      const [first] = trial.failures;
      if (first === undefined) return ok(null);
      const failed = trial.outcomes.filter((outcome) => !outcome.passed).length;
      return err({
        code: 'rule_test_failed',
        message: `${failed} of ${trial.outcomes.length} cases fail. ${first.message}`,
        errors: trial.failures,
      });
    }
  }
}
