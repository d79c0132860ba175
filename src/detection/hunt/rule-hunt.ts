import type { CorrelationRow } from '../correlation/row.ts';
import type { RuleSet } from '../sigma/load.ts';
import type { EventRange } from '../../event/index.ts';
import type { Id } from '../../kernel/index.ts';

export type RuleHuntId = Id<'rule_hunt'>;

export const huntStates = ['queued', 'running', 'done', 'stopped'] as const;

/** `superseded`: the rule has been changed since. `limit`: more matches than `mostHuntMatches` or `mostCountedRows`. */
export const stopReasons = ['superseded', 'limit'] as const;
export type StopReason = (typeof stopReasons)[number];

export type RuleHuntState =
  | { readonly kind: 'queued' }
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly endedAt: Date }
  | { readonly kind: 'stopped'; readonly endedAt: Date; readonly reason: StopReason };

/** A rule that came into force looks once over the events that were judged before. */
export interface RuleHunt {
  readonly id: RuleHuntId;
  readonly ruleId: string;
  /** Version of the set that brought the rule: only events that an older one has judged are hunted through. */
  readonly setVersion: number;
  readonly state: RuleHuntState;
  /** Event time, Unix milliseconds. */
  readonly range: EventRange;
  /** From here to the end of the range all is judged. */
  readonly doneFrom: number;
  /** Where the stretch begins that has been begun; null: none has. */
  readonly plannedFrom: number | null;
  /** Version of the suppressions that judges the begun stretch; null: none has been begun. */
  readonly plannedSuppressions: number | null;
  readonly matches: number;
  readonly knownMatches: number;
  /** Matches that suppressions took; not among `matches`. */
  readonly suppressed: number;
  /** Findings of the rule itself; those of correlations are opened when all is judged. */
  readonly findingsOpened: number;
  /** Rows for correlations to count. */
  readonly counted: number;
  readonly createdAt: Date;
}

/** Most matches of one hunt: a rule that finds more wants to be looked at before it opens so many findings. */
export const mostHuntMatches = 10_000;

/** Most rows of one hunt that correlations count: beyond it, windows are too full to be judged well. */
export const mostCountedRows = 1_000_000;

/** Most matches, and most characters of them, that are held in memory; a stretch with more is judged in parts. */
export interface MostAtOnce {
  readonly matches: number;
  readonly characters: number;
}

export const mostAtOnce: MostAtOnce = { matches: 20_000, characters: 64 * 1024 * 1024 };

/** Why a rule that was changed is not hunted for. */
export const noHuntReasons = ['off', 'not_in_force', 'filter'] as const;
export type NoHuntReason = (typeof noHuntReasons)[number];

/** Whether a change of a rule or a correlation is followed by a hunt; null: it is. */
export function whyNoHunt(set: RuleSet, id: string, days: number): NoHuntReason | null {
  if (set.filters.some((each) => each.id === id)) return 'filter';
  if (![...set.rules, ...set.correlations].some((each) => each.id === id)) return 'not_in_force';
  return days === 0 ? 'off' : null;
}

/** The stretch to be judged next: the one that was begun, or one of about that length; null: all is done. */
export function nextStretch(
  { doneFrom, plannedFrom, range }: Pick<RuleHunt, 'doneFrom' | 'plannedFrom' | 'range'>,
  lengthMs: number,
): EventRange | null {
  if (plannedFrom !== null) return { from: plannedFrom, to: doneFrom };
  if (doneFrom <= range.from) return null;
  return { from: Math.max(range.from, doneFrom - lengthMs), to: doneFrom };
}

/** An event that a rule matches. */
export interface MatchedEvent {
  readonly companyId: string;
  readonly eventId: string;
}

/** Tells events of all companies apart. */
export const matchKey = ({ companyId, eventId }: MatchedEvent): string => `${companyId} ${eventId}`;

/** Which events of a stretch have a match of a rule already. */
export interface KnownMatches {
  /** Found when they were received, or by another hunt. */
  readonly known: ReadonlySet<string>;
  /** Stored by this hunt before a crash: they are to be counted and not to be stored again. */
  readonly stored: ReadonlySet<string>;
}

/** What a correlation has stored of a match: company, event, rule, correlation, group, value, `above` as JSON, origin. */
export type StoredRow = readonly [string, string, string, string, string, string | null, string, string];

/** Tells rows of all companies apart by all that a correlation counts of them. */
export const storedRowKey = (row: StoredRow): string => JSON.stringify(row);

export const rowKey = (companyId: string, row: CorrelationRow): string =>
  storedRowKey([
    ...([companyId, row.eventId, row.ruleId, row.correlationId, row.group] as const),
    ...([row.value, JSON.stringify(row.above), row.origin ?? ''] as const),
  ]);
