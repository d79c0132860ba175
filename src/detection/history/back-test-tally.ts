import type { StoredRow } from '../../event/index.ts';
import type { CompanyId, EventId } from '../../kernel/index.ts';
import type { Entity } from '../finding/finding.ts';
import type { MatchedField } from '../sigma/explain.ts';
import type { Taken } from '../suppression/suppression-set.ts';

/** One company's entity that a rule would have told of. */
export interface FiredOn {
  readonly companyId: CompanyId;
  readonly ruleId: string;
  readonly entity: Entity;
  readonly matches: number;
  /** How many of them would have been taken: when all are, there would have been no finding. */
  readonly taken: number;
}

/** A match, as a list shows it. */
export interface FiredEvent {
  readonly eventId: EventId;
  readonly companyId: CompanyId;
  readonly ruleId: string;
  /** Unix milliseconds of the event. */
  readonly time: number;
  readonly message: string;
  readonly fields: readonly MatchedField[];
  /** What would have taken it; null: nothing. */
  readonly taken: Taken | null;
}

/** A suppression or filter that would have taken some. */
export interface TakenBy extends Taken {
  readonly companyId: CompanyId;
  readonly matches: number;
  /** Of correlations. */
  readonly hits: number;
}

/** Matches and hits that rules would have had, and what would have taken them. */
export interface Tally {
  /** All, those that would have been taken among them. */
  readonly matches: number;
  /** Matches that suppressions would have kept out of findings, and those that filters would have excluded. */
  readonly suppressed: number;
  readonly excluded: number;
  /** Most first, at most `mostTakers`. */
  readonly takenBy: readonly TakenBy[];
  /** Who it would have been about, most matches first; at most `mostFiredOn`, `others` counts the matches of the rest. */
  readonly firedOn: readonly FiredOn[];
  readonly others: number;
  /** Matches by UTC day, oldest first, days without any left out. */
  readonly days: readonly { readonly day: string; readonly matches: number }[];
  /** The newest matches. */
  readonly newest: readonly FiredEvent[];
}

export const mostFiredOn = 1_000;
export const mostTakers = 20;
const mostShown = 50;

interface Fired {
  readonly ruleId: string;
  readonly fields: readonly MatchedField[];
  readonly entity: Entity;
  readonly taken: Taken | null;
}

type Open<T> = { -readonly [Key in keyof T]: T[Key] };

export function createTally() {
  const firedOn = new Map<string, Open<FiredOn>>();
  const takers = new Map<string, Open<TakenBy>>();
  const days = new Map<string, number>();
  let newest: FiredEvent[] = [];
  const counts = { matches: 0, suppressed: 0, excluded: 0 };
  let others = 0;

  function countEntity({ companyId }: StoredRow, { entity, ruleId, taken }: Fired): void {
    const key = [companyId, ruleId, entity.type, entity.value].join('\0');
    const known = firedOn.get(key);
    const one = taken === null ? 0 : 1;
    if (known !== undefined) {
      known.matches += 1;
      known.taken += one;
    } else if (firedOn.size < mostFiredOn)
      firedOn.set(key, { companyId, ruleId, entity, matches: 1, taken: one });
    else others += 1;
  }

  function takerOf(companyId: CompanyId, taken: Taken): Open<TakenBy> {
    const known = takers.get(taken.id) ?? { ...taken, companyId, matches: 0, hits: 0 };
    takers.set(taken.id, known);
    return known;
  }

  return {
    add: (row: StoredRow, fired: Fired): void => {
      const { companyId, id, message, time } = row;
      const { fields, ruleId, taken } = fired;
      counts.matches += 1;
      if (taken !== null) {
        counts[taken.isExcluded ? 'excluded' : 'suppressed'] += 1;
        takerOf(companyId, taken).matches += 1;
      }
      countEntity(row, fired);
      const day = new Date(time).toISOString().slice(0, 10);
      days.set(day, (days.get(day) ?? 0) + 1);
      newest.push({ eventId: id, companyId, time, message, ruleId, fields, taken });
      if (newest.length > 20 * mostShown) newest = newestOf(newest);
    },
    /** A hit of a correlation that a suppression would have taken. */
    addHit: (companyId: CompanyId, taken: Taken): void => {
      takerOf(companyId, taken).hits += 1;
    },
    result: (): Tally => ({
      ...counts,
      takenBy: [...takers.values()]
        .toSorted((a, b) => b.matches + b.hits - a.matches - a.hits || (a.id < b.id ? -1 : 1))
        .slice(0, mostTakers),
      firedOn: [...firedOn.values()].toSorted((a, b) => b.matches - a.matches),
      others,
      days: [...days]
        .map(([day, count]) => ({ day, matches: count }))
        .toSorted((a, b) => (a.day < b.day ? -1 : 1)),
      newest: newestOf(newest),
    }),
  };
}

const newestOf = (events: readonly FiredEvent[]): FiredEvent[] =>
  events.toSorted((a, b) => b.time - a.time || (a.eventId < b.eventId ? 1 : -1)).slice(0, mostShown);
