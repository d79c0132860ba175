import { storedEvent, type EventRange, type StoredRow } from '../../event/index.ts';
import { hourMs, type CompanyId, type EventId } from '../../kernel/index.ts';
import type { Entity } from '../finding/finding.ts';
import { createHuntedRows, createHuntJudge, type HuntedCorrelation, type HuntedEvent } from '../hunt.ts';
import { entityOf } from '../sigma/entity.ts';
import type { MatchedField } from '../sigma/explain.ts';
import type { ParsedEvent } from '../event-types.ts';
import type { RuleSet } from '../sigma/load.ts';

/** One company's entity that a rule would have told of. */
export interface FiredOn {
  readonly companyId: CompanyId;
  readonly ruleId: string;
  readonly entity: Entity;
  matches: number;
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
}

/** What rules would have done over stored events. */
export interface BackTest {
  /** What was looked through: shorter than asked when the time ran out. */
  readonly covered: EventRange;
  readonly isComplete: boolean;
  readonly matches: number;
  /** Who it would have been about, most matches first; at most `mostFiredOn`, `others` counts the matches of the rest. */
  readonly firedOn: readonly FiredOn[];
  readonly others: number;
  /** Matches by UTC day, oldest first, days without any left out. */
  readonly days: readonly { readonly day: string; readonly matches: number }[];
  /** The newest matches. */
  readonly newest: readonly FiredEvent[];
  readonly correlations: readonly HuntedCorrelation[];
}

export const mostFiredOn = 1_000;
const mostShown = 50;

export interface BackTestOptions {
  /** Rules and correlations to try, those that they refer to among them. */
  readonly set: Pick<RuleSet, 'rules' | 'correlations'>;
  /** Ids of those of them whose matches and hits are told; absent: all. */
  readonly own?: ReadonlySet<string>;
  readonly range: EventRange;
  /**
   * Candidates of a stretch, in any order; events for which no rule holds may be among them. Throws what `isTooLong` knows when the
   * stretch cannot be read in time.
   */
  readonly read: (range: EventRange) => AsyncIterable<readonly StoredRow[]>;
  readonly isTooLong: (thrown: unknown) => boolean;
  /** How long to look for, in milliseconds by `now`; what is begun is ended. */
  readonly budgetMs: number;
  readonly now: () => number;
}

/** Stretches begin short, and grow and shrink so that each takes about this long: many events may fall into a day. */
const stretchTakesMs = 1_000;
const firstStretchMs = hourMs;
const shortestStretchMs = hourMs / 60;

/** Runs rules over stored events with the matcher and the correlations of production, newest first. */
export async function backTest(options: BackTestOptions): Promise<BackTest> {
  const { budgetMs, now, own, range, set } = options;
  const isTold = (id: string): boolean => own?.has(id) ?? true;
  const judge = createHuntJudge(set);
  const counted = createHuntedRows(set);
  const tally = createTally();
  const endsAt = now() + budgetMs;
  let { to } = range;
  let stretchMs = firstStretchMs;
  do {
    const from = Math.max(range.from, to - stretchMs);
    const beganAt = now();
    const found = await judgedIn(options, judge, { from, to });
    if (found === null) {
      // Nothing of it counts: it is tried again in smaller parts.
      if (stretchMs <= shortestStretchMs) break;
      stretchMs = Math.max(shortestStretchMs, stretchMs / 8);
      continue;
    }
    for (const each of found) count(each);
    to = from;
    stretchMs = now() - beganAt > stretchTakesMs ? Math.max(shortestStretchMs, stretchMs / 2) : stretchMs * 2;
  } while (to > range.from && now() < endsAt);

  function count({ event, judged, row }: JudgedRow): void {
    counted.add(judged.rows);
    for (const { aliases, fields, rule } of judged.matches)
      if (isTold(rule.id))
        tally.add(row, { ruleId: rule.id, fields, entity: entityOf(rule, event, aliases) });
  }

  return {
    covered: { from: to, to: range.to },
    isComplete: to <= range.from,
    ...tally.result(),
    correlations: counted.correlations().filter(({ correlation }) => isTold(correlation.id)),
  };
}

interface JudgedRow {
  readonly row: StoredRow;
  readonly event: ParsedEvent;
  readonly judged: HuntedEvent;
}

/** What the rules find in a stretch; null: it could not be read in time. */
async function judgedIn(
  { isTooLong, read }: BackTestOptions,
  judge: ReturnType<typeof createHuntJudge>,
  range: EventRange,
): Promise<readonly JudgedRow[] | null> {
  const found: JudgedRow[] = [];
  try {
    for await (const rows of read(range)) {
      for (const row of rows) {
        const event = storedEvent(row);
        if (event === null) continue;
        const judged = judge(event, row.id);
        if (judged.matches.length + judged.rows.length > 0) found.push({ row, event, judged });
      }
    }
  } catch (error) {
    if (isTooLong(error)) return null;
    throw error;
  }
  return found;
}

interface Fired {
  readonly ruleId: string;
  readonly fields: readonly MatchedField[];
  readonly entity: Entity;
}

function createTally() {
  const firedOn = new Map<string, FiredOn>();
  const days = new Map<string, number>();
  let newest: FiredEvent[] = [];
  let matches = 0;
  let others = 0;

  function countEntity({ companyId }: StoredRow, { entity, ruleId }: Fired): void {
    const key = [companyId, ruleId, entity.type, entity.value].join('\0');
    const known = firedOn.get(key);
    if (known !== undefined) known.matches += 1;
    else if (firedOn.size < mostFiredOn) firedOn.set(key, { companyId, ruleId, entity, matches: 1 });
    else others += 1;
  }

  return {
    add: (row: StoredRow, fired: Fired): void => {
      matches += 1;
      countEntity(row, fired);
      const day = new Date(row.time).toISOString().slice(0, 10);
      days.set(day, (days.get(day) ?? 0) + 1);
      const { companyId, id, message, time } = row;
      newest.push({ eventId: id, companyId, time, message, ruleId: fired.ruleId, fields: fired.fields });
      if (newest.length > 20 * mostShown) newest = newestOf(newest);
    },
    result: () => ({
      matches,
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
