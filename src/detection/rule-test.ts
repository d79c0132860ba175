import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Json, ParsedEvent } from './event-types.ts';
import { createHunt } from './hunt.ts';
import { relatedRules, type RulePart } from './correlation/related.ts';
import { isSigmaMap, textAt, type SigmaMap } from './sigma/document.ts';
import { entityOf, entityOfGroup, type EntityRef } from './sigma/entity.ts';
import type { RuleDocument } from './sigma/load.ts';
import { RefusedError } from './sigma/refusal.ts';

/** An event as a sender sends it. */
export interface TestEvent {
  readonly format: 'syslog' | 'json';
  readonly raw: string;
}

/** What intake's parser makes of it; null when nobody can parse it. */
export type ParseEvent = (event: TestEvent) => ParsedEvent | null;

/** What a test case expects, or what came out: findings of one rule about one entity. */
export interface TestHit {
  readonly rule: string;
  /** `type:value`. */
  readonly entity: string;
  readonly count: number;
}

export interface TestOutcome {
  readonly name: string;
  readonly passed: boolean;
  readonly expected: readonly TestHit[];
  readonly found: readonly TestHit[];
  /** Events, counted from 0, that could not be parsed: they fail the case. */
  readonly unparsed: readonly number[];
}

/** A test file cannot be read; the message says which and why. */
export class RuleTestError extends Error {
  override readonly name = 'RuleTestError';
}

/** The test files at and below a path, sorted. */
export function ruleTestFiles(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return /\.test\.ya?ml$/i.test(path) ? [path] : [];
  return globSync('**/*.test.{yml,yaml}', { cwd: path })
    .sort()
    .map((file) => join(path, file));
}

/**
 * Runs a rule's test (`x.test.yml` beside `x.yml`) through the parser, the matcher and the correlations of production.
 * A case lists raw events and the hits of the rules in `x.yml` that they make; hits of other rules do not count.
 * `set` holds every rule that may be referred to. Throws `RuleTestError` when the test file itself cannot be read.
 *
 *     tests:
 *       - name: a sentence
 *         format: syslog
 *         events: ['<86>1 2026-…']
 *         hits: [{ rule: name or id, entity: 'ip:192.0.2.1', count: 1 }]
 */
export function runRuleTest(testFile: string, set: RulePart, parseEvent: ParseEvent): readonly TestOutcome[] {
  const ruleFile = testFile.replace(/\.test(\.ya?ml)$/, '$1');
  return readRuleTests(readText(testFile), testFile).map((test) =>
    runCase(test, set, (rule) => rule.file === ruleFile, parseEvent),
  );
}

/**
 * Runs cases for one document of `set`, through the same code: a rule's or a correlation's own hits count, for a filter
 * those of the rules that it filters. Cases may come from a file of several rules: hits of the others are left out, but
 * a hit that names no rule of the set at all is a mistake (`RuleTestError`).
 */
export function runTestsOf(
  document: RuleDocument,
  tests: readonly RuleTestCase[],
  set: RulePart,
  parseEvent: ParseEvent,
): readonly TestOutcome[] {
  const all = [...set.rules, ...set.correlations];
  const belongs = (rule: HitRule): boolean =>
    document.kind === 'filter' ? (rule.filters?.includes(document.id) ?? false) : rule.id === document.id;
  const own = all.filter(belongs);
  const related = relatedRules(
    set,
    own.map(({ id }) => id),
  );
  const namedBy = (name: string) => (rule: HitRule) => rule.id === name || rule.name === name;
  return tests.map((test) => {
    const stray = test.hits.find(({ rule }) => !all.some(namedBy(rule)));
    if (stray !== undefined)
      throw new RuleTestError(`"${test.name}": a hit names the rule "${stray.rule}", which is not there.`);
    const hits = test.hits.filter(({ rule }) => own.some(namedBy(rule)));
    return runCase({ ...test, hits }, related, belongs, parseEvent);
  });
}

/** One case: what is sent, and what must come of it. */
export interface RuleTestCase {
  readonly name: string;
  readonly events: readonly TestEvent[];
  readonly hits: readonly TestHit[];
}

interface HitRule {
  readonly id: string;
  readonly name: string | null;
  readonly file: string;
  readonly filters?: readonly string[];
}

function runCase(
  test: RuleTestCase,
  set: RulePart,
  belongs: (rule: HitRule) => boolean,
  parseEvent: ParseEvent,
): TestOutcome {
  const parsed = test.events.map(parseEvent);
  const found = findHits(
    set,
    belongs,
    parsed.filter((event) => event !== null),
  );
  const unparsed = parsed.flatMap((event, index) => (event === null ? [index] : []));
  const expected = [...test.hits].sort(byHit);
  const passed = unparsed.length === 0 && JSON.stringify(found) === JSON.stringify(expected);
  return { name: test.name, passed, expected, found, unparsed };
}

/** Matches of rules and hits of correlations in the file, without those that only serve other correlations. */
function findHits(
  set: RulePart,
  belongs: (rule: HitRule) => boolean,
  events: readonly ParsedEvent[],
): readonly TestHit[] {
  const hunt = createHunt(set);
  const counts = new Map<string, TestHit>();
  const count = (rule: HitRule, entity: EntityRef): void => {
    if (!belongs(rule)) return;
    const hit = { rule: rule.name ?? rule.id, entity: `${entity.type}:${entity.value}` };
    const key = `${hit.rule} ${hit.entity}`;
    counts.set(key, { ...hit, count: (counts.get(key)?.count ?? 0) + 1 });
  };
  for (const [index, event] of events.entries()) {
    for (const { rule, aliases } of hunt.judge(event, `event ${index}`).matches)
      count(rule, entityOf(rule, event, aliases));
  }
  for (const { correlation, hit } of hunt.correlations())
    count(correlation, entityOfGroup(correlation, correlation.groupBy, hit.group));
  return [...counts.values()].sort(byHit);
}

const byHit = (a: TestHit, b: TestHit): number =>
  `${a.rule} ${a.entity}` < `${b.rule} ${b.entity}` ? -1 : 1;

/** Bounds on one text of tests. */
const mostCases = 200;
const mostEvents = 5_000;

/** Reads the cases of a test file; `name` stands in messages. Throws `RuleTestError`. */
export function readRuleTests(text: string, name: string): readonly RuleTestCase[] {
  const document = readDocument(text, name);
  const tests: unknown = isSigmaMap(document) ? document['tests'] : null;
  if (!Array.isArray(tests) || tests.length === 0) throw new RuleTestError(`${name} has no "tests".`);
  if (tests.length > mostCases) throw new RuleTestError(`${name} has more than ${mostCases} tests.`);
  const cases = tests.map((test: unknown) => readCase(test, name));
  if (cases.reduce((sum, { events }) => sum + events.length, 0) > mostEvents)
    throw new RuleTestError(`${name} has more than ${mostEvents} events.`);
  return cases;
}

function readCase(test: unknown, name: string): RuleTestCase {
  if (!isSigmaMap(test)) throw new RuleTestError(`${name} holds a test that is no map.`);
  try {
    const title = textAt(test, 'name');
    if (title === null) throw new RuleTestError(`${name} holds a test without a name.`);
    const where = `${name}, "${title}"`;
    return { name: title, events: eventsOf(test, where), hits: hitsOf(test, where) };
  } catch (error) {
    if (error instanceof RefusedError) throw new RuleTestError(`${name}: ${error.message}`);
    throw error;
  }
}

function readText(testFile: string): string {
  try {
    return readFileSync(testFile, 'utf8');
  } catch (error) {
    throw new RuleTestError(`${testFile}: ${messageOf(error)}`);
  }
}

function readDocument(text: string, name: string): unknown {
  try {
    return parse(text, { maxAliasCount: 100 });
  } catch (error) {
    throw new RuleTestError(`${name}: ${messageOf(error)}`);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function eventsOf(test: SigmaMap, where: string): readonly TestEvent[] {
  const format = test['format'];
  const events: unknown = test['events'];
  if (format !== 'syslog' && format !== 'json')
    throw new RuleTestError(`${where}: "format" is syslog or json.`);
  if (!Array.isArray(events) || events.length === 0)
    throw new RuleTestError(`${where}: there are no events.`);
  return events.map((event: Json) => ({ format, raw: rawOf(event, where) }));
}

/** Aliases can make a circle, and text can nest deeper than JSON is written. */
function rawOf(event: Json, where: string): string {
  if (typeof event === 'string') return event;
  try {
    return JSON.stringify(event);
  } catch (error) {
    throw new RuleTestError(`${where}: an event cannot be written as JSON: ${messageOf(error)}`);
  }
}

function hitsOf(test: SigmaMap, where: string): readonly TestHit[] {
  const hits: unknown = test['hits'];
  if (!Array.isArray(hits)) throw new RuleTestError(`${where}: "hits" is a list; write [] for none.`);
  return hits.map((hit: unknown) => {
    const rule = isSigmaMap(hit) ? textAt(hit, 'rule') : null;
    const entity = isSigmaMap(hit) ? textAt(hit, 'entity') : null;
    const count = isSigmaMap(hit) ? (hit['count'] ?? 1) : null;
    if (rule === null || entity === null || typeof count !== 'number') {
      throw new RuleTestError(`${where}: a hit has "rule", "entity" and, unless it is 1, "count".`);
    }
    return { rule, entity, count };
  });
}
