import { enterpriseTactics, type Tactic } from './attack-tactics.ts';
import { retiredTechniques } from './retired-techniques.ts';

/** A technique or sub-technique. */
export interface Technique {
  readonly id: string;
  readonly title: string;
  /** Short names of the tactics that it serves. */
  readonly tactics: readonly string[];
  /** `Windows`, `Linux`, `IaaS`, …; as ATT&CK spells them. */
  readonly platforms: readonly string[];
}

/** What is known of ATT&CK itself. */
export interface AttackCatalogue {
  /** Release of the file that it was read from; null: no file, only the tactics are known. */
  readonly version: string | null;
  readonly tactics: readonly Tactic[];
  readonly techniques: ReadonlyMap<string, Technique>;
  /** What stands in place of a technique that is no more. */
  readonly replacements: ReadonlyMap<string, string>;
  /** The copyright line of the file; empty without one. */
  readonly notice: string;
  /** Why the file cannot be used; null: it can, or there is none. */
  readonly problem: string | null;
}

/** Without a file: tactics by name, techniques only as rules tag them. */
export const tacticsOnly: AttackCatalogue = {
  version: null,
  tactics: enterpriseTactics,
  techniques: new Map(),
  replacements: retiredTechniques,
  notice: '',
  problem: null,
};

/** Longest chain of replacements that is followed: ATT&CK's are two long. */
const mostSteps = 8;

/** The technique that an id means now. */
export function currentTechnique({ replacements, techniques }: AttackCatalogue, id: string): string {
  let now = id;
  for (let step = 0; step < mostSteps && !techniques.has(now); step += 1) {
    const next = replacements.get(now);
    if (next === undefined) break;
    now = next;
  }
  return now;
}
