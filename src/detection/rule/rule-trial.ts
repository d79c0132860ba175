import type { Refusal } from '../sigma/refusal.ts';
import type { RuleDocument, RuleSet } from '../sigma/load.ts';
import type { RulePart } from '../correlation/related.ts';
import { readRuleTests, RuleTestError, runTestsOf, type ParseEvent, type TestOutcome } from '../rule-test.ts';

/** Why a case of a rule's tests failed; `path` is where in the test document. */
export interface TestFailure {
  readonly path: string;
  readonly code: 'event_unparsed' | 'hit_missing' | 'hit_unexpected' | 'test_unreadable';
  readonly message: string;
}

/** What came of a rule's tests. */
export type RuleTrial =
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable'; readonly failure: TestFailure }
  | {
      readonly kind: 'ran';
      readonly outcomes: readonly TestOutcome[];
      readonly failures: readonly TestFailure[];
    };

/** Runs the tests of one document of a set as production would judge their events. Null: it has none. */
export function tryRule(
  document: RuleDocument,
  tests: string | null,
  set: RulePart,
  parseEvent: ParseEvent,
): RuleTrial {
  if (tests === null) return { kind: 'none' };
  try {
    const outcomes = runTestsOf(document, readRuleTests(tests, 'The tests'), set, parseEvent);
    return { kind: 'ran', outcomes, failures: outcomes.flatMap(failuresOf) };
  } catch (error) {
    if (!(error instanceof RuleTestError)) throw error;
    return {
      kind: 'unreadable',
      failure: { path: 'tests', code: 'test_unreadable', message: error.message },
    };
  }
}

function failuresOf(outcome: TestOutcome, index: number): readonly TestFailure[] {
  const { expected, found, name, unparsed } = outcome;
  const path = `tests[${index}]`;
  const sayer = (hit: { rule: string; entity: string; count: number }): string =>
    `${hit.count} of ${hit.rule} on ${hit.entity}`;
  const key = sayer;
  const wanted = new Set(expected.map(key));
  const made = new Set(found.map(key));
  return [
    ...unparsed.map((event): TestFailure => ({
      path: `${path}.events[${event}]`,
      code: 'event_unparsed',
      message: `"${name}": event ${event} cannot be parsed.`,
    })),
    ...expected
      .filter((hit) => !made.has(key(hit)))
      .map((hit): TestFailure => ({
        path: `${path}.hits`,
        code: 'hit_missing',
        message: `"${name}": expected ${sayer(hit)}, which did not come.`,
      })),
    ...found
      .filter((hit) => !wanted.has(key(hit)))
      .map((hit): TestFailure => ({
        path: `${path}.hits`,
        code: 'hit_unexpected',
        message: `"${name}": ${sayer(hit)} came, which was not expected.`,
      })),
  ];
}

/** The document of a set with an id, filters applied; null when it is not in force there. */
export function documentOf({ rules, correlations, filters }: RuleSet, id: string): RuleDocument | null {
  return [...rules, ...correlations, ...filters].find((document) => document.id === id) ?? null;
}

/** One line of a message about refusals. */
export const refusalText = ({ line, reason }: Pick<Refusal, 'line' | 'reason'>): string =>
  `Line ${line}: ${reason}`;
