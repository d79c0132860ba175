import type { ClickHouseClient } from '@clickhouse/client';
import { completeUntil } from '../../event/index.ts';
import type { Clock, CompanyId } from '../../kernel/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import { closingOf, settlingMs } from '../correlation/closing.ts';
import type { RowSource } from '../correlation/correlate-batch.ts';
import { storedRows } from '../correlation/correlation-member-store.ts';
import { hitsTouching, type StoredHit } from '../correlation/correlation-store.ts';
import type { SigmaCorrelation } from '../correlation/correlation.ts';
import type { TimeSpan } from '../correlation/evaluate-correlation.ts';
import { planCorrelations, type CorrelationPlan, type PlannedCorrelation } from '../correlation/plan.ts';
import { withReferences } from '../correlation/related.ts';
import { rememberRows } from '../correlation/remembered-rows.ts';
import { waysTo, type WindowWay } from '../correlation/window-way.ts';
import {
  aroundEvent,
  windowVerdicts,
  type WindowState,
  type WindowVerdict,
} from '../correlation/window-verdict.ts';
import type { ParsedEvent } from '../event-types.ts';
import type { RuleSet } from '../sigma/load.ts';
import { createMatcher } from '../sigma/matcher.ts';
import { excludedMatches, type ExcludedMatches } from './excluded-match-store.ts';

export interface WindowDeps {
  readonly tx: Tx;
  readonly client: ClickHouseClient;
  readonly clock: Clock;
  /** How late events may come, unless a correlation says otherwise, in milliseconds. */
  readonly latenessMs: number;
}

/** A stored event, as correlations count it. */
export interface StoredEvent {
  readonly id: string;
  readonly companyId: CompanyId;
  /** Unix milliseconds, as stored. */
  readonly time: number;
  readonly parsed: ParsedEvent;
}

/**
 * A verdict with what the correlator has counted there. `not_weighed`: there are too many matches to weigh them here;
 * `excluded`: a filter of the company keeps the event from being counted.
 */
export interface ExplainedWindow extends Omit<WindowVerdict, 'state'> {
  readonly state: WindowState | 'not_weighed' | 'excluded';
  /** The hit that is counted already, at the place of the found one or of the event; null for none. */
  readonly counted: StoredHit | null;
}

/** What a correlation in force makes of a stored event. */
export interface ExplainedWindows {
  /** The correlation only serves others and makes no finding of its own. */
  readonly isSilent: boolean;
  /** By group; none when the event falls in no group. */
  readonly windows: readonly ExplainedWindow[];
  /** Why the event falls in no group, of each rule that matches it. */
  readonly missing: readonly NonNullable<WindowWay['missing']>[];
  readonly excluded: readonly ExcludedMatches[];
  /** Where windows with the event can lie, Unix milliseconds, both ends included. */
  readonly around: TimeSpan;
  /**
   * When no record that is in time can change the verdict any more, Unix milliseconds, and whether that is so by now. Counts with
   * lower bounds still count what comes later.
   */
  readonly finalAt: number;
  readonly isFinal: boolean;
}

/** Matches that one question is answered with: more of them are not weighed while somebody waits for the reply. */
export const mostExplainedRows = 5_000;

/**
 * What a correlation of the set makes of one event: read from the stored matches as the correlator reads them, and judged by the same
 * functions. Null when no rule that it counts matches the event. Throws `ClickHouseError`.
 */
export async function explainWindows(
  { client, clock, latenessMs, tx }: WindowDeps,
  correlation: SigmaCorrelation,
  set: Pick<RuleSet, 'rules' | 'correlations'>,
  event: StoredEvent,
): Promise<ExplainedWindows | null> {
  const part = withReferences(set, [correlation.id]);
  const plan = planCorrelations(part.rules, part.correlations);
  const planned = plan.byId.get(correlation.id);
  if (planned === undefined) return null;
  const { id: eventId, parsed, time } = event;
  const ways = createMatcher(part.rules)(parsed).flatMap(({ aliases, rule }) =>
    waysTo(plan, correlation.id, { ruleId: rule.id, eventId, time, record: parsed.record, aliases }),
  );
  if (ways.length === 0) return null;
  const complete = (await completeUntil(tx, clock.now())).getTime();
  const lateMs = latenessIn(plan, planned, latenessMs);
  const source = bounded(storedRows(client, event.companyId, mostExplainedRows));
  const verdicts = await windowVerdicts(plan, correlation.id, event, ways, source.rows, complete - lateMs);
  const around = aroundEvent(plan, planned, time, ways);
  const finalAt = around.to + settlingMs(plan, planned) + lateMs;
  const ruleIds = part.rules.map(({ id }) => id);
  const excluded = await excludedMatches(client, event.companyId, ruleIds, eventId, around);
  const isExcluded = excluded.some(({ suppressionId }) => suppressionId !== null);
  const windows: ExplainedWindow[] = [];
  for (const verdict of verdicts) {
    const group = { ...event, correlationId: correlation.id, group: verdict.group };
    const { from, to } = verdict.hit ?? { from: time, to: time };
    const [counted = null] = await hitsTouching(tx, group, from, to);
    const state = verdict.state === 'not_kept' && isExcluded ? 'excluded' : verdict.state;
    windows.push({ ...verdict, state, counted });
  }
  return {
    isSilent: planCorrelations(set.rules, set.correlations).silent.has(correlation.id),
    windows: source.isWhole() ? windows : windows.map(unweighed),
    missing: ways.flatMap(({ missing }) => missing ?? []).filter(isFirst),
    excluded,
    around,
    finalAt,
    isFinal: complete >= finalAt,
  };
}

/** A source that says whether every question was answered whole. */
function bounded(source: RowSource): { readonly rows: RowSource; readonly isWhole: () => boolean } {
  let isWhole = true;
  const rows: RowSource['rows'] = async (query) => {
    const found = await source.rows(query);
    if (found.length >= mostExplainedRows) isWhole = false;
    return found;
  };
  const counted = {
    rows,
    groupsBelow: (query: Parameters<RowSource['groupsBelow']>[0]) => source.groupsBelow(query),
  };
  return { rows: rememberRows(counted, mostExplainedRows), isWhole: () => isWhole };
}

const unweighed = (window: ExplainedWindow): ExplainedWindow => ({
  ...window,
  state: 'not_weighed',
  best: null,
  hit: null,
});

type Missing = NonNullable<WindowWay['missing']>;

const isFirst = (one: Missing, index: number, all: readonly Missing[]): boolean =>
  all.findIndex(({ correlationId, field }) => correlationId === one.correlationId && field === one.field) ===
  index;

/** The longest that rows of the correlation, or of what it refers to, may be late. */
function latenessIn(plan: CorrelationPlan, planned: PlannedCorrelation, defaultMs: number): number {
  const closing = plan.correlations.flatMap((each) => closingOf(plan, each, defaultMs) ?? []);
  const own = planned.correlation.latenessMs ?? defaultMs;
  return Math.max(own, ...closing.map(({ latenessMs }) => latenessMs));
}
