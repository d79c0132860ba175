import { storedEvent, type EventRange, type StoredRow } from '../../event/index.ts';
import { hourMs, type CompanyId } from '../../kernel/index.ts';
import { newestReceipt } from '../correlation/hit.ts';
import {
  createHuntedRows,
  createHuntJudge,
  type HuntedCorrelation,
  type HuntedEvent,
  type HuntedRows,
  type HuntJudge,
} from '../hunt.ts';
import { entityOf, entityOfGroup } from '../sigma/entity.ts';
import type { ParsedEvent } from '../event-types.ts';
import type { RuleSet } from '../sigma/load.ts';
import type { RuleMatch } from '../sigma/match.ts';
import type { Taken } from '../suppression/suppression-set.ts';
import { noTaker, type Taker } from '../suppression/taker.ts';
import { createTally, type Tally } from './back-test-tally.ts';

/** What rules would have done over stored events. */
export interface BackTest extends Tally {
  /** What was looked through: shorter than asked when the time ran out. */
  readonly covered: EventRange;
  readonly isComplete: boolean;
  /** Each company's by itself, as in production. */
  readonly correlations: readonly TriedHit[];
}

/** A correlation that would have held. */
export interface TriedHit extends HuntedCorrelation {
  readonly companyId: CompanyId;
  /** The suppression that would have taken it; null: none. */
  readonly taken: Taken | null;
}

export interface BackTestOptions {
  /** Rules and correlations to try, those that they refer to among them. */
  readonly set: Pick<RuleSet, 'rules' | 'correlations'>;
  /** Ids of those of them whose matches and hits are told; absent: all. */
  readonly own?: ReadonlySet<string>;
  /** What is suppressed, by the receipt of each record; absent: nothing. */
  readonly taker?: Taker;
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
  const { budgetMs, now, range } = options;
  const judge = createHuntJudge(options.set);
  const counter = createCounter(options);
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
    for (const each of found) counter.add(each);
    to = from;
    stretchMs = now() - beganAt > stretchTakesMs ? Math.max(shortestStretchMs, stretchMs / 2) : stretchMs * 2;
  } while (to > range.from && now() < endsAt);
  return { covered: { from: to, to: range.to }, isComplete: to <= range.from, ...counter.result() };
}

/** Counts what was found, each company's by itself. */
function createCounter({ own, set, taker = noTaker }: BackTestOptions) {
  const isTold = (id: string): boolean => own?.has(id) ?? true;
  const tally = createTally();
  const counted = new Map<CompanyId, HuntedRows>();

  function countRows(companyId: CompanyId, rows: HuntedEvent['rows']): void {
    if (rows.length === 0) return;
    const known = counted.get(companyId) ?? createHuntedRows(set);
    counted.set(companyId, known);
    known.add(rows);
  }

  return {
    add: ({ event, excluded, judged, row }: JudgedRow): void => {
      const { companyId, receivedAt } = row;
      countRows(companyId, judged.rows);
      for (const { aliases, fields, rule } of judged.matches) {
        if (!isTold(rule.id)) continue;
        const entity = entityOf(rule, event, aliases);
        const taken =
          excluded.get(rule.id) ?? taker(companyId)?.suppressing(rule.id, entity, receivedAt) ?? null;
        tally.add(row, { ruleId: rule.id, fields, entity, taken });
      }
    },
    result: (): Tally & Pick<BackTest, 'correlations'> => {
      const correlations = [...counted].flatMap(([companyId, rows]) =>
        rows
          .correlations()
          .filter(({ correlation }) => isTold(correlation.id))
          .map((hit) => ({ ...hit, companyId, taken: takenHit(taker, companyId, hit) })),
      );
      for (const { companyId, taken } of correlations) if (taken !== null) tally.addHit(companyId, taken);
      return { ...tally.result(), correlations };
    },
  };
}

/** SUP-9: by the entity of the hit's group and the receipt of its newest record. */
function takenHit(taker: Taker, companyId: CompanyId, { correlation, hit }: HuntedCorrelation): Taken | null {
  const entity = entityOfGroup(correlation, correlation.groupBy, hit.group);
  return taker(companyId)?.suppressing(correlation.id, entity, newestReceipt(hit)) ?? null;
}

interface JudgedRow {
  readonly row: StoredRow;
  readonly event: ParsedEvent;
  readonly judged: HuntedEvent;
  /** What excludes its matches, by rule. */
  readonly excluded: ReadonlyMap<string, Taken>;
}

/** What the rules find in a stretch; null: it could not be read in time. */
async function judgedIn(
  { isTooLong, read, taker = noTaker }: BackTestOptions,
  judge: HuntJudge,
  range: EventRange,
): Promise<readonly JudgedRow[] | null> {
  const found: JudgedRow[] = [];
  try {
    for await (const rows of read(range)) {
      for (const row of rows) {
        const event = storedEvent(row);
        if (event === null) continue;
        const own = taker(row.companyId);
        const excluded = new Map<string, Taken>();
        const isExcluded = (match: RuleMatch): boolean => {
          const taken = own?.excluding(match, event, row.receivedAt) ?? null;
          if (taken !== null) excluded.set(match.rule.id, taken);
          return taken !== null;
        };
        const judged = judge(event, row.id, own === undefined ? undefined : isExcluded);
        if (judged.matches.length + judged.rows.length > 0) found.push({ row, event, judged, excluded });
      }
    }
  } catch (error) {
    if (isTooLong(error)) return null;
    throw error;
  }
  return found;
}
