import { maxSeverity, type Severity } from '../../kernel/index.ts';
import { contentHash } from '../sigma/hash.ts';
import type { SigmaRule } from '../sigma/rule.ts';
import type { SigmaCorrelation } from './correlation.ts';
import { targetIndex } from './references.ts';

/** Where one reference of a correlation leads. */
export interface PlannedReference {
  /** Id of the rule or correlation. */
  readonly id: string;
  /** As the correlation writes it: an id or a name. */
  readonly reference: string;
  readonly kind: 'detection' | 'correlation';
}

/** A correlation with its references found and its level decided. */
export interface PlannedCorrelation {
  readonly correlation: SigmaCorrelation;
  readonly references: readonly PlannedReference[];
  readonly level: Severity;
}

/** Which fields of a rule's events make the group and the value of one correlation above it. */
export interface KeyFields {
  /** Ids of the correlations from the one that the rule feeds up to this one. */
  readonly path: readonly string[];
  readonly groupFields: readonly string[];
  readonly valueFields: readonly string[];
}

/** What a match of a rule brings to one correlation that names the rule. */
export interface Feed {
  readonly correlationId: string;
  readonly own: KeyFields;
  /** The same for the correlations that build on it. */
  readonly above: readonly KeyFields[];
  /** Hash of what makes a row: the rule as it is matched without filters, and the fields of the correlation's key. */
  readonly origin: string;
}

/** How rules and correlations hang together. */
export interface CorrelationPlan {
  /** Inner ones before those that build on them. */
  readonly correlations: readonly PlannedCorrelation[];
  readonly byId: ReadonlyMap<string, PlannedCorrelation>;
  /** By rule id: empty for rules that no correlation names. */
  readonly feeds: ReadonlyMap<string, readonly Feed[]>;
  /** By correlation id: the origins that its rows may have. Rows of another one were made by texts that are not in force. */
  readonly origins: ReadonlyMap<string, ReadonlySet<string>>;
  /** Ids of rules and correlations that only serve others (`generate` is not set) and make no finding of their own. */
  readonly silent: ReadonlySet<string>;
}

/** Plans correlations that `loadRules` has accepted; references that are missing are left out. */
export function planCorrelations(
  rules: readonly SigmaRule[],
  correlations: readonly SigmaCorrelation[],
): CorrelationPlan {
  const targets = targetIndex(rules, correlations);
  const byId = new Map<string, PlannedCorrelation>();
  for (const correlation of correlations) {
    const references = correlation.rules.flatMap((reference): PlannedReference[] => {
      const target = targets.get(reference);
      return target === undefined ? [] : [{ id: target.id, reference, kind: target.kind }];
    });
    const levels = references
      .map(({ id }) => targets.get(id))
      .map((target) =>
        target?.kind === 'detection' ? target.level : (byId.get(target?.id ?? '')?.level ?? 'informational'),
      );
    const level = correlation.level ?? levels.reduce(maxSeverity, 'informational');
    byId.set(correlation.id, { correlation, references, level });
  }
  const planned = [...byId.values()];
  const feeds = feedsOf(planned, targets);
  return { correlations: planned, byId, feeds, origins: originsOf(feeds), silent: silentOf(planned) };
}

function silentOf(planned: readonly PlannedCorrelation[]): ReadonlySet<string> {
  const referred = (generate: boolean): readonly string[] =>
    planned
      .filter(({ correlation }) => correlation.generate === generate)
      .flatMap(({ references }) => references.map(({ id }) => id));
  const loud = new Set(referred(true));
  return new Set(referred(false).filter((id) => !loud.has(id)));
}

function feedsOf(
  planned: readonly PlannedCorrelation[],
  targets: ReadonlyMap<string, SigmaRule | SigmaCorrelation>,
): ReadonlyMap<string, readonly Feed[]> {
  const feeds = new Map<string, Feed[]>();
  for (const own of planned) {
    for (const { id, reference, kind } of own.references) {
      if (kind !== 'detection') continue;
      const [first, ...above] = climb(own, [reference], [own.correlation.id], planned);
      const rule = targets.get(id);
      if (first === undefined || rule?.kind !== 'detection') continue;
      const feed = { correlationId: own.correlation.id, own: first, above, origin: originOf(rule, first) };
      feeds.set(id, [...(feeds.get(id) ?? []), feed]);
    }
  }
  return feeds;
}

/**
 * Only what decides about rows: a new title makes no other origin. Filters are left out, which begin and expire by themselves: a
 * window that is being filled would lose what it has.
 */
const originOf = ({ logSource, ownTree, tree }: SigmaRule, { groupFields, valueFields }: KeyFields): string =>
  contentHash({ logSource, tree: ownTree ?? tree, groupFields, valueFields }).slice(0, originDigits);

const originDigits = 16;

function originsOf(feeds: ReadonlyMap<string, readonly Feed[]>): ReadonlyMap<string, ReadonlySet<string>> {
  const origins = new Map<string, Set<string>>();
  for (const { correlationId, origin } of [...feeds.values()].flat())
    origins.set(correlationId, (origins.get(correlationId) ?? new Set()).add(origin));
  return origins;
}

/** Key fields of a correlation and of all above it. `references` are the references taken, outermost last. */
function climb(
  current: PlannedCorrelation,
  references: readonly string[],
  path: readonly string[],
  planned: readonly PlannedCorrelation[],
): readonly KeyFields[] {
  const { correlation } = current;
  const resolve = (fields: readonly string[]): readonly string[] =>
    fields.map((field) => resolveField(field, path, references, planned));
  const values = correlation.condition.kind === 'bounds' ? correlation.condition.fields : [];
  const own = { path, groupFields: resolve(correlation.groupBy), valueFields: resolve(values) };
  const above = planned.flatMap((parent) =>
    parent.references
      .filter(({ id }) => id === correlation.id)
      .flatMap(({ reference }) =>
        climb(parent, [...references, reference], [...path, parent.correlation.id], planned),
      ),
  );
  return [own, ...above];
}

/** An alias of a correlation stands for a field, or an alias, of what it refers to; so from the outside in. */
function resolveField(
  field: string,
  path: readonly string[],
  references: readonly string[],
  planned: readonly PlannedCorrelation[],
): string {
  let name = field.replaceAll(' ', '');
  for (let at = path.length - 1; at >= 0; at -= 1) {
    const aliases = planned.find(({ correlation }) => correlation.id === path[at])?.correlation.aliases;
    name = aliases?.get(name)?.get(references[at] ?? '') ?? name;
  }
  return name;
}
