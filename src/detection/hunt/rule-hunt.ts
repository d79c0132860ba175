import { planCorrelations } from '../correlation/plan.ts';
import type { RuleSet } from '../sigma/load.ts';
import type { EventRange } from '../../event/index.ts';
import type { Id } from '../../kernel/index.ts';

export type RuleHuntId = Id<'rule_hunt'>;

export const huntStates = ['queued', 'running', 'done', 'stopped'] as const;

/** `superseded`: the rule has been changed since. `limit`: more matches than `mostHuntMatches`. */
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
  readonly matches: number;
  readonly knownMatches: number;
  readonly findingsOpened: number;
  readonly createdAt: Date;
}

/** Most matches of one hunt: a rule that finds more wants to be looked at before it opens so many findings. */
export const mostHuntMatches = 10_000;

/** Why a rule that was changed is not hunted for. */
export const noHuntReasons = ['off', 'not_in_force', 'correlation', 'filter', 'only_counted'] as const;
export type NoHuntReason = (typeof noHuntReasons)[number];

/**
 * Whether a change of a rule is followed by a hunt; null: it is. Correlations count what rules have matched live, so
 * neither they nor rules that only feed them are hunted for.
 */
export function whyNoHunt(set: RuleSet, id: string, days: number): NoHuntReason | null {
  if (set.correlations.some((each) => each.id === id)) return 'correlation';
  if (set.filters.some((each) => each.id === id)) return 'filter';
  if (!set.rules.some((each) => each.id === id)) return 'not_in_force';
  if (days === 0) return 'off';
  return planCorrelations(set.rules, set.correlations).silent.has(id) ? 'only_counted' : null;
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
