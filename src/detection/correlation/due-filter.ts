import { keyHash, type CountSketch } from './count-sketch.ts';
import type { Demand, Reach } from './demand.ts';
import type { DueGroup } from './due.ts';

/** A stretch of time of one company's correlation, whose rows are counted together. */
export interface SketchPlace {
  readonly companyId: string;
  readonly correlationId: string;
  /** Unix milliseconds; `to` is not in it. */
  readonly from: number;
  readonly to: number;
}

/** Counts the stored rows of a place into a sketch of so many bits. */
export type LoadSketch = (place: SketchPlace, bits: number) => Promise<CountSketch>;

export interface DueFilter {
  /**
   * The groups that may hold; the others cannot. All new rows must pass through here, once they are stored, and what
   * passes a second time only makes more groups look possible.
   */
  candidates(
    groups: readonly DueGroup[],
    reachOf: (correlationId: string) => Reach,
    load: LoadSketch,
  ): Promise<readonly DueGroup[]>;
  /** Forgets all counts: rows may have passed elsewhere. */
  reset(): void;
}

/** More stretches of time than this (an import of old records) are not worth counting. */
const mostPlaces = 96;
/** Stretches of time in a correlation's reach. */
const placesOfReach = 4;
const leastWidthMs = 1_000;
const firstBits = 12;
const mostBits = 22;
const bitsAtOnce = 3;
const megabyte = 1024 * 1024;

export interface DueFilterOptions {
  /** So few groups of a correlation are evaluated without asking. */
  readonly directGroups?: number;
  /** Memory for counts. */
  readonly maxBytes?: number;
}

/**
 * Finds, among very many groups, the few whose correlation can hold: a million addresses that each failed once to log
 * on need no evaluation. Counts are kept in sketches and read anew from the stored rows when one is missing, so they
 * are never too low.
 */
export function createDueFilter({
  directGroups = 200,
  maxBytes = 256 * megabyte,
}: DueFilterOptions = {}): DueFilter {
  const sketches = new SketchCache(maxBytes);
  return {
    reset: () => sketches.clear(),
    candidates: async (groups, reachOf, load) => {
      for (const group of groups) feed(sketches, group, reachOf);
      const found: DueGroup[] = [];
      for (const own of Map.groupBy(
        groups,
        (group) => `${group.companyId} ${group.correlationId}`,
      ).values()) {
        const reach = reachOf(own[0]?.correlationId ?? '');
        const isWorth = own.length > directGroups && reach.demand.kind !== 'none';
        const isReady = isWorth && (await prepare(sketches, own, reach, load));
        found.push(...(isReady ? own.filter((group) => isPossible(sketches, group, reach)) : own));
      }
      return found;
    },
  };
}

const widthOf = ({ reachMs }: Reach): number => Math.max(leastWidthMs, Math.ceil(reachMs / placesOfReach));

function* indexesOf(from: number, to: number, width: number): Generator<number> {
  for (let index = Math.floor(from / width); index <= Math.floor(to / width); index += 1) yield index;
}

/** Adds new rows to the sketches that are there; a sketch that is read later has them already. */
function feed(sketches: SketchCache, group: DueGroup, reachOf: (correlationId: string) => Reach): void {
  const add = (correlationId: string, slot: string, key: string, count: number): void => {
    if (!sketches.has(group.companyId, correlationId)) return;
    const width = widthOf(reachOf(correlationId));
    if ((group.to - group.from) / width > mostPlaces) {
      // What a hunt brings may span days: cheaper to count anew when it is asked for than to walk through here.
      sketches.forget(group.companyId, correlationId);
      return;
    }
    const hash = keyHash(slot, key);
    for (const index of indexesOf(group.from, group.to, width))
      sketches.add(group.companyId, correlationId, index, hash, count);
  };
  for (const { slot, count } of group.counts) add(group.correlationId, slot, group.group, count);
  for (const { correlationId, slot, group: outer, count } of group.outer)
    add(correlationId, slot, outer, count);
}

/** Reads the sketches that the groups need; false when that would be too many. */
async function prepare(
  sketches: SketchCache,
  groups: readonly DueGroup[],
  reach: Reach,
  load: LoadSketch,
): Promise<boolean> {
  const [first] = groups;
  if (first === undefined) return false;
  const width = widthOf(reach);
  const needed = new Set<number>();
  for (const { from, to } of groups) {
    for (const index of indexesOf(from - reach.reachMs, to + reach.reachMs, width)) {
      needed.add(index);
      if (needed.size > mostPlaces) return false;
    }
  }
  const { companyId, correlationId } = first;
  for (const index of needed) {
    let sketch = sketches.get(companyId, correlationId, index);
    let bits = sketch?.bits ?? firstBits;
    while (sketch === undefined || (sketch.isCrowded && bits < mostBits)) {
      if (sketch !== undefined) bits = Math.min(mostBits, bits + bitsAtOnce);
      sketch = await load({ companyId, correlationId, from: index * width, to: (index + 1) * width }, bits);
      sketches.put(companyId, correlationId, index, sketch);
    }
  }
  return true;
}

function isPossible(sketches: SketchCache, group: DueGroup, reach: Reach): boolean {
  const { demand, reachMs } = reach;
  const width = widthOf(reach);
  const indexes = [...indexesOf(group.from - reachMs, group.to + reachMs, width)];
  const upper = (slot: string): number => {
    const hash = keyHash(slot, group.group);
    let sum = 0;
    for (const index of indexes) {
      const sketch = sketches.get(group.companyId, group.correlationId, index);
      if (sketch === undefined) return Infinity; // dropped for want of memory since it was read
      sum += sketch.upper(hash);
    }
    return sum;
  };
  return meets(demand, upper);
}

function meets(demand: Demand, upper: (slot: string) => number): boolean {
  switch (demand.kind) {
    case 'none':
      return true;
    case 'each':
      return demand.slots.every((slot) => upper(slot) > 0);
    case 'total':
      return demand.slots.reduce((sum, slot) => sum + upper(slot), 0) >= demand.atLeast;
  }
}

/** Sketches by company, correlation and stretch of time; the oldest ones go when memory runs out. */
class SketchCache {
  readonly #maxBytes: number;
  readonly #sketches = new Map<string, CountSketch>();
  /** How many sketches a company's correlation has. */
  readonly #counts = new Map<string, number>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  has(companyId: string, correlationId: string): boolean {
    return this.#counts.has(`${companyId} ${correlationId}`);
  }

  get(companyId: string, correlationId: string, index: number): CountSketch | undefined {
    return this.#sketches.get(`${companyId} ${correlationId} ${index}`);
  }

  add(companyId: string, correlationId: string, index: number, hash: number, count: number): void {
    this.get(companyId, correlationId, index)?.add(hash, count);
  }

  put(companyId: string, correlationId: string, index: number, sketch: CountSketch): void {
    const owner = `${companyId} ${correlationId}`;
    this.#drop(`${owner} ${index}`);
    while (this.#bytes + sketch.bytes > this.#maxBytes) {
      const oldest = this.#sketches.keys().next();
      if (oldest.done === true) break;
      this.#drop(oldest.value);
    }
    this.#sketches.set(`${owner} ${index}`, sketch);
    this.#counts.set(owner, (this.#counts.get(owner) ?? 0) + 1);
    this.#bytes += sketch.bytes;
  }

  /** Drops all sketches of a company's correlation. */
  forget(companyId: string, correlationId: string): void {
    const owner = `${companyId} ${correlationId} `;
    for (const key of this.#sketches.keys()) if (key.startsWith(owner)) this.#drop(key);
  }

  clear(): void {
    this.#sketches.clear();
    this.#counts.clear();
    this.#bytes = 0;
  }

  #drop(key: string): void {
    const sketch = this.#sketches.get(key);
    if (sketch === undefined) return;
    this.#sketches.delete(key);
    this.#bytes -= sketch.bytes;
    const owner = key.slice(0, key.lastIndexOf(' '));
    const left = (this.#counts.get(owner) ?? 1) - 1;
    if (left === 0) this.#counts.delete(owner);
    else this.#counts.set(owner, left);
  }
}
