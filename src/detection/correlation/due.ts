import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { CompanyId } from '../../kernel/index.ts';
import type { CorrelationRow } from './row.ts';

/** Rows of one group that count for one reference of a correlation. */
export interface SlotCount {
  /** Id of the rule or correlation that is referred to. */
  readonly slot: string;
  readonly count: number;
}

/** Rows that also count, through inner correlations, for a group of an outer one. */
export interface OuterCount extends SlotCount {
  readonly correlationId: string;
  readonly group: string;
}

/** A group of a correlation with new rows: how many, and their span in Unix milliseconds. */
export interface DueGroup {
  readonly companyId: CompanyId;
  readonly correlationId: string;
  readonly group: string;
  readonly from: number;
  readonly to: number;
  readonly counts: readonly SlotCount[];
  readonly outer: readonly OuterCount[];
  /** Brought by a rule that looks back, not by a batch. */
  readonly hunted: boolean;
}

/** The due groups of one company that a batch or a hunt brought, packed for the queue. */
export interface DueBatch {
  readonly companyId: CompanyId;
  readonly groups: Uint8Array;
}

/** Collects the rows of a batch by group. */
export interface DueCollector {
  add(companyId: CompanyId, row: CorrelationRow): void;
  batches(): readonly DueBatch[];
}

type PackedGroup = [
  group: string,
  from: number,
  to: number,
  counts: [string, number][],
  outer: PackedOuter[],
  /** Absent in what an earlier version has packed. */
  hunted?: boolean,
];
type PackedOuter = [correlationId: string, slot: string, group: string, count: number];
/** By correlation id. */
type Packed = Record<string, PackedGroup[]>;

/** Most bytes that one company's part of a batch may unpack to. */
const maxUnpackedBytes = 1024 ** 3;

export function createDueCollector({ hunted = false } = {}): DueCollector {
  const companies = new Map<CompanyId, Map<string, Map<string, PackedGroup>>>();
  return {
    add: (companyId, row) => {
      const correlations = entryOf(companies, companyId, newMap<string, Map<string, PackedGroup>>);
      const groups = entryOf(correlations, row.correlationId, newMap<string, PackedGroup>);
      const group = entryOf(groups, row.group, (): PackedGroup => [
        row.group,
        row.time,
        row.time,
        [],
        [],
        hunted,
      ]);
      group[1] = Math.min(group[1], row.time);
      group[2] = Math.max(group[2], row.time);
      const counted = group[3].find(([slot]) => slot === row.ruleId);
      if (counted === undefined) group[3].push([row.ruleId, 1]);
      else counted[1] += 1;
      for (const path in row.above) countOuter(group[4], row, path);
    },
    batches: () =>
      [...companies].map(([companyId, correlations]) => ({
        companyId,
        groups: pack(Object.fromEntries([...correlations].map(([id, groups]) => [id, [...groups.values()]]))),
      })),
  };
}

/** `path` leads from the row's own correlation outwards; its last id is the outer one, the one before it the slot. */
function countOuter(outer: PackedOuter[], row: CorrelationRow, path: string): void {
  const ids = path.split('>');
  const id = ids.at(-1) ?? '';
  const slot = ids.at(-2) ?? row.correlationId;
  const group = row.above[path]?.group ?? '';
  const counted = outer.find((one) => one[0] === id && one[1] === slot && one[2] === group);
  if (counted === undefined) outer.push([id, slot, group, 1]);
  else counted[3] += 1;
}

/** Groups of one company, packed as a batch's are. */
export function packGroups(companyId: CompanyId, groups: readonly DueGroup[]): DueBatch {
  const packed = Object.fromEntries(
    [...Map.groupBy(groups, ({ correlationId }) => correlationId)].map(([id, own]) => [
      id,
      own.map(({ counts, from, group, hunted, outer, to }): PackedGroup => [
        ...([group, from, to] as const),
        counts.map(({ count, slot }) => [slot, count]),
        outer.map((one) => [one.correlationId, one.slot, one.group, one.count]),
        hunted,
      ]),
    ]),
  );
  return { companyId, groups: pack(packed) };
}

const pack = (packed: Packed): Uint8Array => zstdCompressSync(JSON.stringify(packed));

/** The groups of a batch. Throws for bytes that `batches` did not make. */
export function dueGroups({ companyId, groups }: DueBatch): readonly DueGroup[] {
  const text = zstdDecompressSync(groups, { maxOutputLength: maxUnpackedBytes }).toString('utf8');
  const packed = JSON.parse(text) as Packed;
  return Object.entries(packed).flatMap(([correlationId, entries]) =>
    entries.map(([group, from, to, counts, outer, hunted = false]) => ({
      companyId,
      correlationId,
      group,
      from,
      to,
      counts: counts.map(([slot, count]) => ({ slot, count })),
      outer: outer.map(([id, slot, outerGroup, count]) => ({
        correlationId: id,
        slot,
        group: outerGroup,
        count,
      })),
      hunted,
    })),
  );
}

/**
 * Parts in which no group comes twice. Entries of one group that are evaluated together have one span, and those of a hunt may
 * lie days apart: more rows between them than one question is answered with.
 */
export function roundsOf(groups: readonly DueGroup[]): readonly (readonly DueGroup[])[] {
  const rounds: DueGroup[][] = [];
  const seen = new Map<string, number>();
  for (const group of groups) {
    const key = `${group.companyId} ${group.correlationId} ${group.group}`;
    const round = seen.get(key) ?? 0;
    seen.set(key, round + 1);
    (rounds[round] ??= []).push(group);
  }
  return rounds;
}

const newMap = <Key, Value>(): Map<Key, Value> => new Map();

function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
