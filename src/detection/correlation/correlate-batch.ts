import type { CorrelationHit } from './hit.ts';
import { evaluateCorrelation, type TimeSpan } from './evaluate-correlation.ts';
import type { CorrelationPlan, PlannedCorrelation } from './plan.ts';
import { placeOf, type CorrelationRow } from './row.ts';

/** Rows of a correlation in these groups. Times are Unix milliseconds, both ends included. */
export interface RowsQuery {
  readonly correlationId: string;
  readonly groups: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** Where rows are kept, for one company. Times are Unix milliseconds, both ends included. */
export interface RowSource {
  readonly rows: (query: RowsQuery) => Promise<readonly CorrelationRow[]>;
  /** Groups of a correlation's rows that have `above[path].group === group`. */
  readonly groupsBelow: (query: {
    readonly correlationId: string;
    readonly path: string;
    readonly group: string;
    readonly from: number;
    readonly to: number;
  }) => Promise<readonly string[]>;
}

/**
 * The hits that a batch of rows makes or extends. The rows must already be in the source. What is found is to be joined
 * with the known hits of the same correlation and group by `mergeHits`; then the outcome depends on the set of rows
 * alone (COR-6). Hits of correlations in `plan.silent` are among them.
 */
export async function correlateBatch(
  plan: CorrelationPlan,
  batch: readonly CorrelationRow[],
  source: RowSource,
  options: { readonly closedBefore?: number } = {},
): Promise<readonly CorrelationHit[]> {
  const affected = new Map<string, Affected>();
  for (const row of batch) touch(affected, row.correlationId, row.group, { from: row.time, to: row.time });
  const found: CorrelationHit[] = [];
  const { early, wide } = gatherEarly(plan, affected, source);
  for (const level of levelsOf(plan)) {
    // All groups at the same time, so that their reads can be shared (shared-reads.ts).
    const gathered = await Promise.all(
      [...affected].flatMap(([key, { correlationId, group, touched }]) => {
        const planned = level.get(correlationId);
        if (planned === undefined) return [];
        const begun = early.get(key);
        const isWide = begun !== undefined && begun.span.from <= touched.from && begun.span.to >= touched.to;
        const span = joined(reachOf(planned, touched), wide.get(correlationId) ?? touched);
        const rows = isWide ? begun.rows : gatherGroups(plan, planned, new Set([group]), span, source);
        return rows.then((all) => ({ ...{ planned, group, touched, rows: all } }));
      }),
    );
    for (const { group, planned, rows, touched } of gathered) {
      const hits = evaluateCorrelation(plan, planned.correlation.id, rows, { ...options, touched });
      found.push(...hits.filter((hit) => hit.group === group));
      touchAbove(plan, planned, rows, group, touched, affected);
    }
  }
  return found;
}

interface Early {
  readonly span: TimeSpan;
  readonly rows: Promise<readonly CorrelationRow[]>;
}

/** Groups of a correlation for which it is read more than they need by themselves. */
const fewGroups = 16;

/**
 * Begins to gather, for groups of correlations that build on others, what they will need when what stands below them has
 * touched them too: they need not wait for it. Not where that might be much more than what they need by themselves.
 * `wide`: what they will ask of correlations below them, which is best read together with what those need.
 */
function gatherEarly(
  plan: CorrelationPlan,
  affected: ReadonlyMap<string, Affected>,
  source: RowSource,
): { readonly early: ReadonlyMap<string, Early>; readonly wide: ReadonlyMap<string, TimeSpan> } {
  const early = new Map<string, Early>();
  const wide = new Map<string, TimeSpan>();
  const spans = spansByCorrelation(affected);
  for (const [key, { correlationId, group, touched }] of affected) {
    const planned = plan.byId.get(correlationId);
    const inner = planned === undefined ? [] : innerOf(plan, planned);
    if (planned === undefined || inner.length === 0) continue;
    const below = inner.flatMap(({ correlation: { id, timespanMs } }) => {
      const known = spans.get(id);
      return known === undefined ? [] : [{ from: known.span.from, to: known.span.to + timespanMs }];
    });
    const span = below.reduce(joined, touched);
    const own = touched.to - touched.from + 2 * planned.correlation.timespanMs;
    if (span.to - span.from > own) continue;
    const reach = reachOf(planned, span);
    for (const each of inner) {
      const { id } = each.correlation;
      if ((spans.get(id)?.groups ?? 0) > fewGroups) continue;
      const asked = innerSpanOf(each, reach);
      wide.set(id, joined(wide.get(id) ?? asked, asked));
    }
    const rows = gatherGroups(plan, planned, new Set([group]), reach, source);
    // Whoever awaits it hears of the failure; nobody does when an earlier level fails.
    rows.catch(() => undefined);
    early.set(key, { span, rows });
  }
  return { early, wide };
}

interface Touched {
  readonly span: TimeSpan;
  readonly groups: number;
}

function spansByCorrelation(affected: ReadonlyMap<string, Affected>): ReadonlyMap<string, Touched> {
  const spans = new Map<string, Touched>();
  for (const { correlationId, touched } of affected.values()) {
    const { groups, span } = spans.get(correlationId) ?? { groups: 0, span: touched };
    spans.set(correlationId, { groups: groups + 1, span: joined(span, touched) });
  }
  return spans;
}

const joined = (a: TimeSpan, b: TimeSpan): TimeSpan => ({
  from: Math.min(a.from, b.from),
  to: Math.max(a.to, b.to),
});

/** Correlations by how many stand below them: what one level finds can touch only groups of the levels above it. */
function levelsOf(plan: CorrelationPlan): readonly ReadonlyMap<string, PlannedCorrelation>[] {
  const depths = new Map<string, number>();
  const levels: Map<string, PlannedCorrelation>[] = [];
  for (const planned of plan.correlations) {
    const below = planned.references.map(({ id }) => depths.get(id) ?? -1);
    const depth = Math.max(-1, ...below) + 1;
    depths.set(planned.correlation.id, depth);
    (levels[depth] ??= new Map()).set(planned.correlation.id, planned);
  }
  return levels;
}

interface Affected {
  readonly correlationId: string;
  readonly group: string;
  readonly touched: TimeSpan;
}

function touch(affected: Map<string, Affected>, correlationId: string, group: string, span: TimeSpan): void {
  const key = placeOf(correlationId, group);
  const before = affected.get(key)?.touched ?? span;
  affected.set(key, { correlationId, group, touched: joined(before, span) });
}

/** A change in an inner group may change what the correlations that build on it see, up to a timespan later. */
function touchAbove(
  plan: CorrelationPlan,
  planned: PlannedCorrelation,
  rows: readonly CorrelationRow[],
  group: string,
  touched: TimeSpan,
  affected: Map<string, Affected>,
): void {
  const { id, timespanMs } = planned.correlation;
  for (const parent of plan.correlations) {
    if (!parent.references.some((reference) => reference.id === id)) continue;
    const groups = new Set(rows.flatMap((row) => groupAbove(row, id, group, parent.correlation.id)));
    for (const outer of groups) {
      touch(affected, parent.correlation.id, outer, { from: touched.from, to: touched.to + timespanMs });
    }
  }
}

/** The parent's group of a row that is in, or below, the inner correlation's group. */
function groupAbove(
  row: CorrelationRow,
  innerId: string,
  innerGroup: string,
  parentId: string,
): readonly string[] {
  if (row.correlationId === innerId) {
    const outer = row.group === innerGroup ? row.above[parentId]?.group : undefined;
    return outer === undefined ? [] : [outer];
  }
  return Object.entries(row.above).flatMap(([path, key]) => {
    const ids = path.split('>');
    const innerPath = ids.slice(0, -1).join('>');
    const fits =
      ids.at(-1) === parentId && ids.at(-2) === innerId && row.above[innerPath]?.group === innerGroup;
    return fits ? [key.group] : [];
  });
}

/** Where rows lie that can count for windows of a correlation which reach into a span. */
export const reachOf = (
  { correlation: { timespanMs } }: PlannedCorrelation,
  { from, to }: TimeSpan,
): TimeSpan => ({
  from: from - timespanMs,
  to: to + timespanMs,
});

/** Twice: a moment looks back one timespan, and the run that it belongs to is told apart by the one before. */
const innerSpanOf = (
  { correlation: { timespanMs } }: PlannedCorrelation,
  { from, to }: TimeSpan,
): TimeSpan => ({
  from: from - 2 * timespanMs,
  to: to + timespanMs,
});

/** Every row of a span that can count for the groups: their own and, whole, those of the inner groups. */
export async function gatherGroups(
  plan: CorrelationPlan,
  planned: PlannedCorrelation,
  groups: ReadonlySet<string>,
  span: TimeSpan,
  source: RowSource,
): Promise<readonly CorrelationRow[]> {
  if (groups.size === 0) return [];
  const { id } = planned.correlation;
  const own = source.rows({ correlationId: id, groups: [...groups], ...span });
  const below = innerOf(plan, planned).map(async (inner) => {
    const innerSpan = innerSpanOf(inner, span);
    const found = [...groups].map((group) => groupsBelow(plan, inner, id, group, innerSpan, source));
    const innerGroups = (await Promise.all(found)).flatMap((each) => [...each]);
    return gatherGroups(plan, inner, new Set(innerGroups), innerSpan, source);
  });
  return (await Promise.all([own, ...below])).flat();
}

/** Groups of an inner correlation that hold a match of the outer group, through its own rows or those further below. */
async function groupsBelow(
  plan: CorrelationPlan,
  inner: PlannedCorrelation,
  outerId: string,
  group: string,
  span: TimeSpan,
  source: RowSource,
): Promise<ReadonlySet<string>> {
  const { id } = inner.correlation;
  const groups = new Set(await source.groupsBelow({ correlationId: id, path: outerId, group, ...span }));
  const descend = async (node: PlannedCorrelation, chain: readonly string[]): Promise<void> => {
    for (const deeper of innerOf(plan, node)) {
      const deeperId = deeper.correlation.id;
      const path = [...chain, outerId].join('>');
      const own = await source.groupsBelow({ correlationId: deeperId, path, group, ...span });
      const rows =
        own.length === 0 ? [] : await source.rows({ correlationId: deeperId, groups: own, ...span });
      for (const { above } of rows) {
        const innerGroup = above[path]?.group === group ? above[chain.join('>')]?.group : undefined;
        if (innerGroup !== undefined) groups.add(innerGroup);
      }
      await descend(deeper, [deeperId, ...chain]);
    }
  };
  await descend(inner, [id]);
  return groups;
}

const innerOf = (plan: CorrelationPlan, planned: PlannedCorrelation): readonly PlannedCorrelation[] =>
  planned.references.flatMap(({ id, kind }) => (kind === 'correlation' ? (plan.byId.get(id) ?? []) : []));
