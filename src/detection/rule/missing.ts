import { unreachable } from '../../kernel/index.ts';
import type { RecordKind } from '../event-types.ts';
import type { Blame } from '../sigma/kind-verdict.ts';
import type { Pattern } from '../sigma/pattern.ts';
import { isEventId, isOneOf, meetsLogSource, type CoveringSource } from '../sigma/routing.ts';
import type { ValueTest } from '../sigma/rule.ts';

/** Something that a rule needs and no event has: a value of `Channel`, `EventID` or `EventType`, or a field (`value` is null). */
export interface Missing {
  readonly field: string;
  readonly value: string | null;
}

/** Most that is named of one rule. */
export const mostMissing = 20;
const longestValue = 200;

/** What is missing, in words for people. */
export const missingOf = (blames: readonly Blame[]): readonly Missing[] =>
  blames.map(({ field, test }) => ({
    field,
    value: test === null ? null : testText(test).slice(0, longestValue),
  }));

/**
 * What is missing where events of the rule's product are there, but none that counts as its log source: of the ways to it those
 * that come furthest (channel, event id, event type).
 */
export function missingOfRoutes(
  ways: readonly CoveringSource['when'][],
  kinds: readonly RecordKind[],
): readonly Missing[] {
  const found = ways.flatMap((when) => {
    const missing = missingOfWay(when, kinds);
    return missing === null ? [] : [missing];
  });
  const furthest = Math.max(...found.map(({ stage }) => stage));
  const all = found.filter(({ stage }) => stage === furthest).flatMap(({ missing }) => missing);
  return [...new Map(all.map((each) => [each.value, each])).values()].slice(0, mostMissing);
}

/** Null for a way that no product, category and service leads to. */
function missingOfWay(
  when: CoveringSource['when'],
  kinds: readonly RecordKind[],
): { readonly stage: number; readonly missing: readonly Missing[] } | null {
  const conditions = [
    ['Channel', when.channel ?? [], ({ members }: RecordKind) => isOneOf(when.channel, members['Channel'])],
    ['EventID', when.eventId ?? [], ({ members }: RecordKind) => isEventId(when.eventId, members['EventID'])],
    [
      'EventType',
      when.eventType ?? [],
      ({ members }: RecordKind) => isOneOf(when.eventType, members['EventType']),
    ],
  ] as const;
  let left = kinds.filter(({ source }) => meetsLogSource(when, source));
  if (left.length === 0) return null;
  for (const [stage, [field, values, holds]] of conditions.entries()) {
    left = left.filter(holds);
    if (left.length === 0)
      return { stage, missing: values.map((value) => ({ field, value: String(value) })) };
  }
  return null;
}

/** A test as somebody may have written it. */
function testText(test: ValueTest): string {
  switch (test.kind) {
    case 'pattern':
      return patternText(test.pattern);
    case 'regex':
      return `/${test.regex.source}/`;
    case 'cidr':
      return `cidr /${test.network.prefix}`;
    case 'compare':
      return `${test.operator} ${test.value}`;
    case 'time-part':
      return `${test.part} ${test.operator} ${test.value}`;
    case 'null':
      return 'null';
    case 'exists':
      return `exists: ${test.expected}`;
    case 'field-reference':
      return test.other;
    default:
      return unreachable(test);
  }
}

const patternText = (pattern: Pattern): string =>
  pattern
    .map((part) => {
      switch (part.kind) {
        case 'literal':
          return part.text;
        case 'any':
          return '*';
        case 'one':
          return '?';
        case 'dash':
          return '-';
      }
    })
    .join('');
