import { unreachable } from '../../kernel/index.ts';
import type { RecordKind, RecordKinds } from '../event-types.ts';
import type { Blame } from '../sigma/kind-verdict.ts';
import type { Pattern } from '../sigma/pattern.ts';
import { isEventId, isOneOf, meetsLogSource, type CoveringSource } from '../sigma/routing.ts';
import { wayStage } from './may-count-as.ts';
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
  unread: RecordKinds['sources'],
): readonly Missing[] {
  const found = ways.flatMap((when) => {
    const stage = Math.max(stageOfKinds(when, kinds), ...unread.map((each) => stages[wayStage(each, when)]));
    return stage < 0 ? [] : [{ stage, when }];
  });
  const furthest = Math.max(...found.map(({ stage }) => stage));
  const all = found
    .filter(({ stage }) => stage === furthest)
    .flatMap(({ when }) => missingAt(when, furthest));
  return [...new Map(all.map((each) => [each.value, each])).values()].slice(0, mostMissing);
}

/** Places among the conditions of a way that fail first. */
const stages = { none: -1, log_source: 0, channel: 1, all: -1 } as const;

/** The condition up to which a kind comes; -1 for a way that no product, category and service leads to. */
function stageOfKinds(when: CoveringSource['when'], kinds: readonly RecordKind[]): number {
  const own = kinds.filter(({ source }) => meetsLogSource(when, source)).map(({ members }) => members);
  if (own.length === 0) return -1;
  const withChannel = own.filter((members) => isOneOf(when.channel, members['Channel']));
  if (withChannel.length === 0) return 0;
  return withChannel.some((members) => isEventId(when.eventId, members['EventID'])) ? 2 : 1;
}

function missingAt(when: CoveringSource['when'], stage: number): readonly Missing[] {
  const [field, values] = (
    [
      ['Channel', when.channel],
      ['EventID', when.eventId],
      ['EventType', when.eventType],
    ] as const
  )[stage] ?? ['', []];
  return (values ?? []).map((value) => ({ field, value: String(value) }));
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
