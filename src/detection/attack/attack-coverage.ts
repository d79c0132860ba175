import type { LogSource } from '../event-types.ts';
import type { RuleState } from '../rule/local-rule.ts';
import { currentTechnique, type AttackCatalogue } from './attack-catalogue.ts';
import { parentOf, readAttackTag } from './attack-tag.ts';

/** What coverage asks of a rule, correlation or filter. */
export interface CoveringRule {
  readonly id: string;
  readonly tags: readonly string[];
  readonly state: RuleState['kind'];
  /** False: it should be in force and cannot be read. */
  readonly readable: boolean;
  /** Its own, or those of the rules that a correlation refers to. */
  readonly logSources: readonly LogSource[];
  /** Matches in the time that is looked at. */
  readonly matches: number;
}

export interface RuleCounts {
  readonly inForce: number;
  readonly drafts: number;
  readonly disabled: number;
  readonly matches: number;
}

/** A cell of the matrix. */
export interface TechniqueCoverage {
  readonly id: string;
  /** Null: only rules name it. */
  readonly title: string | null;
  /** The technique of a sub-technique. */
  readonly parent: string | null;
  /** Columns that it stands in; none when neither ATT&CK nor a rule says which. */
  readonly tactics: readonly string[];
  /** Rules that name it. */
  readonly own: RuleCounts;
  /** Rules that name it or one of its sub-techniques, each once. */
  readonly all: RuleCounts;
}

export interface Coverage {
  /** By id; techniques before their sub-techniques. */
  readonly techniques: readonly TechniqueCoverage[];
  /** Rules by the tactics that they name, each once. */
  readonly byTactic: ReadonlyMap<string, RuleCounts>;
  /** Rules in force that name no technique. */
  readonly untagged: number;
}

/** Which techniques a rule is tagged with, as they are called now, and which tactics. */
export function attackOf(
  catalogue: AttackCatalogue,
  tags: readonly string[],
): { readonly techniques: readonly string[]; readonly tactics: readonly string[] } {
  const read = tags.map(readAttackTag);
  const techniques = read.flatMap((tag) =>
    tag?.kind === 'technique' ? [currentTechnique(catalogue, tag.id)] : [],
  );
  const tactics = read.flatMap((tag) => (tag?.kind === 'tactic' ? [tag.name] : []));
  return { techniques: [...new Set(techniques)], tactics: [...new Set(tactics)] };
}

/** Whether a rule is about a technique (or a sub-technique of it) and serves a tactic; null: whichever. */
export function isAbout(
  catalogue: AttackCatalogue,
  tags: readonly string[],
  { tactic, technique }: { readonly technique: string | null; readonly tactic: string | null },
): boolean {
  const own = attackOf(catalogue, tags);
  const wanted = technique === null ? null : currentTechnique(catalogue, technique);
  return (
    (wanted === null || own.techniques.some((id) => id === wanted || parentOf(id) === wanted)) &&
    (tactic === null || own.tactics.includes(tactic))
  );
}

/** Which techniques the rules cover, and which nothing covers. */
export function coverageOf(
  catalogue: AttackCatalogue,
  rules: readonly CoveringRule[],
  isShown: (id: string) => boolean = () => true,
): Coverage {
  const named = rules.map((rule) => ({ rule, ...attackOf(catalogue, rule.tags) }));
  const own = new Map<string, CoveringRule[]>();
  const all = new Map<string, Set<CoveringRule>>();
  for (const { rule, techniques } of named) {
    for (const id of techniques) {
      own.set(id, [...(own.get(id) ?? []), rule]);
      for (const each of [id, parentOf(id) ?? id])
        all.set(each, (all.get(each) ?? new Set<CoveringRule>()).add(rule));
    }
  }
  const votes = votesFor(named);
  const ids = new Set([...[...catalogue.techniques.keys()].filter(isShown), ...all.keys()]);
  const techniques = [...ids].toSorted().map((id): TechniqueCoverage => ({
    id,
    title: catalogue.techniques.get(id)?.title ?? null,
    parent: parentOf(id),
    tactics: tacticsOf(catalogue, id, votes),
    own: countsOf(own.get(id) ?? []),
    all: countsOf([...(all.get(id) ?? [])]),
  }));
  return { techniques, byTactic: tacticCounts(named), untagged: untaggedIn(named) };
}

interface Named {
  readonly rule: CoveringRule;
  readonly techniques: readonly string[];
  readonly tactics: readonly string[];
}

const isInForce = ({ readable, state }: CoveringRule): boolean => state === 'active' && readable;

const countsOf = (rules: readonly CoveringRule[]): RuleCounts => ({
  inForce: rules.filter(isInForce).length,
  drafts: rules.filter(({ state }) => state === 'draft').length,
  disabled: rules.filter(({ state }) => state === 'disabled' || state === 'quarantined').length,
  matches: rules.reduce((sum, { matches }) => sum + matches, 0),
});

/** Techniques that rules name and the file of ATT&CK does not have: it is older than the rules, or they are mistaken. None without a file. */
export const unknownTechniques = (
  { version }: AttackCatalogue,
  techniques: readonly TechniqueCoverage[],
): readonly string[] =>
  version === null
    ? []
    : techniques
        .filter(({ own, title }) => title === null && own.inForce + own.drafts + own.disabled > 0)
        .map(({ id }) => id);

const untaggedIn = (named: readonly Named[]): number =>
  named.filter(({ rule, techniques }) => isInForce(rule) && techniques.length === 0).length;

function tacticCounts(named: readonly Named[]): ReadonlyMap<string, RuleCounts> {
  const byTactic = new Map<string, CoveringRule[]>();
  for (const { rule, tactics } of named)
    for (const name of tactics) byTactic.set(name, [...(byTactic.get(name) ?? []), rule]);
  return new Map([...byTactic].map(([name, rules]) => [name, countsOf(rules)]));
}

type Votes = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * How strongly rules put a technique, its sub-techniques counted with it, into tactics: a rule that names several tactics does
 * not say which technique is meant by which, so it weighs less for each.
 */
function votesFor(named: readonly Named[]): Votes {
  const votes = new Map<string, Map<string, number>>();
  for (const { tactics, techniques } of named) {
    for (const id of new Set(techniques.map((each) => parentOf(each) ?? each))) {
      const counted = votes.get(id) ?? new Map<string, number>();
      for (const tactic of tactics) counted.set(tactic, (counted.get(tactic) ?? 0) + 1 / tactics.length ** 2);
      votes.set(id, counted);
    }
  }
  return votes;
}

/** Of what rules say, only what at least half as many mean as the most. */
const leastShare = 0.5;

function tacticsOf(catalogue: AttackCatalogue, id: string, votes: Votes): readonly string[] {
  const group = parentOf(id) ?? id;
  const known = catalogue.techniques.get(id) ?? catalogue.techniques.get(group);
  if (known !== undefined) return known.tactics;
  const counted = votes.get(group) ?? new Map<string, number>();
  const most = Math.max(0, ...counted.values());
  return catalogue.tactics
    .map(({ name }) => name)
    .filter((name) => (counted.get(name) ?? 0) > 0 && (counted.get(name) ?? 0) >= most * leastShare);
}
