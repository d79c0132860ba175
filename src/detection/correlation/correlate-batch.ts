import type { CorrelationHit } from './hit.ts';
import { evaluateCorrelation, type TimeSpan } from './evaluate-correlation.ts';
import type { CorrelationPlan, PlannedCorrelation } from './plan.ts';
import type { CorrelationRow } from './row.ts';

/** Where rows are kept, for one company. Times are Unix milliseconds, both ends included. */
export interface RowSource {
  /** Rows of a correlation in these groups. */
  readonly rows: (query: {
    readonly correlationId: string;
    readonly groups: readonly string[];
    readonly from: number;
    readonly to: number;
  }) => Promise<readonly CorrelationRow[]>;
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
  for (const level of levelsOf(plan)) {
    // All groups at the same time, so that their reads can be shared (shared-reads.ts).
    const gathered = await Promise.all(
      [...affected.values()].flatMap(({ correlationId, group, touched }) => {
        const planned = level.get(correlationId);
        if (planned === undefined) return [];
        return gather(plan, planned, group, touched, source).then((rows) => ({
          ...{ planned, group, touched, rows },
        }));
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
  const key = `${correlationId} ${group}`;
  const { from, to } = affected.get(key)?.touched ?? span;
  affected.set(key, {
    correlationId,
    group,
    touched: { from: Math.min(from, span.from), to: Math.max(to, span.to) },
  });
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

/** Every row that can count for windows of the group that reach into the span: its own and, whole, the inner groups'. */
async function gather(
  plan: CorrelationPlan,
  planned: PlannedCorrelation,
  group: string,
  touched: TimeSpan,
  source: RowSource,
): Promise<readonly CorrelationRow[]> {
  const { timespanMs } = planned.correlation;
  const span = { from: touched.from - timespanMs, to: touched.to + timespanMs };
  return gatherGroups(plan, planned, new Set([group]), span, source);
}

async function gatherGroups(
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
    const { timespanMs } = inner.correlation;
    // Twice: a moment looks back one timespan, and the run that it belongs to is told apart by the one before.
    const innerSpan = { from: span.from - 2 * timespanMs, to: span.to + timespanMs };
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
