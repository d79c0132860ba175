import type { Severity } from '../../kernel/index.ts';
import { targetIndex } from '../correlation/references.ts';
import type { RuleDocument, RuleSet } from '../sigma/load.ts';
import { levelOf } from './finding-rule.ts';
import { stateOf, type RuleState } from './local-rule.ts';
import type { OwnRule, RuleSummary, SavedHead } from './local-rule-store.ts';
import { summaryOf } from './rule-summary.ts';
import { isLocalFile, localFile } from './rule-texts.ts';
import type { ShippedRules } from './shipped-rules.ts';

/** A rule as a list shows it, whether it is in force or not. */
export interface ListedRule {
  readonly id: string;
  readonly summary: RuleSummary;
  readonly file: string;
  readonly origin: 'shipped' | 'local' | 'overlay';
  readonly state: RuleState;
  readonly draftVersion: number | null;
  readonly hasTests: boolean;
  readonly shippedChanged: boolean;
  /** Null: it is not in force, also when it should be and cannot be read. */
  readonly inForce: RuleDocument | null;
}

/** Every rule that is in force, saved or disabled, by title. */
export function listRules(
  set: RuleSet,
  shipped: ShippedRules,
  own: ReadonlyMap<string, OwnRule>,
): readonly ListedRule[] {
  const targets = targetIndex(set.rules, set.correlations);
  const inForce = new Map<string, RuleDocument>();
  for (const document of [...set.rules, ...set.correlations, ...set.filters])
    inForce.set(document.id, document);
  const listed = [...new Set([...inForce.keys(), ...own.keys()])].flatMap((id) => {
    const document = inForce.get(id) ?? null;
    const level =
      document?.kind === 'correlation'
        ? levelOf(
            document,
            document.rules.flatMap((name) => targets.get(name) ?? []),
          )
        : null;
    return toListed({ id, document, level, shipped, own: own.get(id) ?? null }) ?? [];
  });
  return listed.toSorted((a, b) => compare(a.summary.title, b.summary.title) || compare(a.id, b.id));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

interface Known {
  readonly id: string;
  readonly document: RuleDocument | null;
  /** Of a correlation, with those of its rules. */
  readonly level: Severity | null;
  readonly shipped: ShippedRules;
  readonly own: OwnRule | null;
}

/** Null for an id that nothing is left of: a shipped rule that was disabled and is shipped no more. */
function toListed({ document, id, level, own, shipped }: Known): ListedRule | null {
  const original = shipped.find(id);
  const newest = own?.newest ?? null;
  const state = stateOf({
    id,
    isShipped: original !== null,
    newestVersion: newest?.version ?? null,
    standing: own?.standing ?? null,
  });
  if (state === null) return null;
  const version = shownVersion(state, own);
  const summary = document === null ? (version?.summary ?? null) : summaryOf(document);
  const shown = summary ?? (original === null ? null : summaryOf(original.document));
  if (shown === null) return null;
  const compared = version ?? newest;
  const isOwn = document === null ? version !== null : isLocalFile(document.file);
  return {
    id,
    summary: { ...shown, level: level ?? shown.level },
    file: isOwn || original === null ? localFile(id) : shipped.shownFile(original.document.file),
    origin: original === null ? 'local' : newest === null ? 'shipped' : 'overlay',
    state,
    draftVersion: newest === null || newest.version === inForceVersion(state) ? null : newest.version,
    hasTests: version === null ? (original?.tests ?? null) !== null : version.hasTests,
    // A local rule whose shipped one is gone lives on; there is nothing to compare it with.
    shippedChanged: compared !== null && original !== null && compared.baseHash !== original.document.hash,
    inForce: state.kind === 'active' ? document : null,
  };
}

const inForceVersion = (state: RuleState): number | null => (state.kind === 'draft' ? null : state.version);

/** The saved version that is shown: the one in force, or of a draft the newest; null: the shipped rule. */
function shownVersion(state: RuleState, own: OwnRule | null): SavedHead | null {
  if (own === null) return null;
  if (state.kind === 'draft') return own.newest;
  return state.version === null ? null : own.standingVersion;
}
