import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Json, ParsedEvent } from './event-types.ts';
import { createHunt } from './hunt.ts';
import { isSigmaMap, textAt, type SigmaMap } from './sigma/document.ts';
import { entityOf, entityOfGroup, type EntityRef } from './sigma/entity.ts';
import type { RuleSet } from './sigma/load.ts';

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
export function runRuleTest(testFile: string, set: RuleSet, parseEvent: ParseEvent): readonly TestOutcome[] {
  const ruleFile = testFile.replace(/\.test(\.ya?ml)$/, '$1');
  return readCases(testFile).map((test) => {
    const parsed = test.events.map(parseEvent);
    const found = findHits(
      set,
      ruleFile,
      parsed.filter((event) => event !== null),
    );
    const unparsed = parsed.flatMap((event, index) => (event === null ? [index] : []));
    const expected = [...test.hits].sort(byHit);
    const passed = unparsed.length === 0 && JSON.stringify(found) === JSON.stringify(expected);
    return { name: test.name, passed, expected, found, unparsed };
  });
}

interface TestCase {
  readonly name: string;
  readonly events: readonly TestEvent[];
  readonly hits: readonly TestHit[];
}

/** Matches of rules and hits of correlations in the file, without those that only serve other correlations. */
function findHits(set: RuleSet, ruleFile: string, events: readonly ParsedEvent[]): readonly TestHit[] {
  const hunt = createHunt(set);
  const counts = new Map<string, TestHit>();
  const count = (
    rule: { readonly id: string; readonly name: string | null; readonly file: string },
    entity: EntityRef,
  ): void => {
    if (rule.file !== ruleFile) return;
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

function readCases(testFile: string): readonly TestCase[] {
  const document = readDocument(testFile);
  const tests: unknown = isSigmaMap(document) ? document['tests'] : null;
  if (!Array.isArray(tests) || tests.length === 0) throw new RuleTestError(`${testFile} has no "tests".`);
  return tests.map((test: unknown) => {
    if (!isSigmaMap(test)) throw new RuleTestError(`${testFile} holds a test that is no map.`);
    const name = textAt(test, 'name');
    if (name === null) throw new RuleTestError(`${testFile} holds a test without a name.`);
    return {
      name,
      events: eventsOf(test, `${testFile}, "${name}"`),
      hits: hitsOf(test, `${testFile}, "${name}"`),
    };
  });
}

function readDocument(testFile: string): unknown {
  try {
    return parse(readFileSync(testFile, 'utf8'), { maxAliasCount: 100 });
  } catch (error) {
    throw new RuleTestError(`${testFile}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function eventsOf(test: SigmaMap, where: string): readonly TestEvent[] {
  const format = test['format'];
  const events: unknown = test['events'];
  if (format !== 'syslog' && format !== 'json')
    throw new RuleTestError(`${where}: "format" is syslog or json.`);
  if (!Array.isArray(events) || events.length === 0)
    throw new RuleTestError(`${where}: there are no events.`);
  return events.map((event: Json) => ({
    format,
    raw: typeof event === 'string' ? event : JSON.stringify(event),
  }));
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
