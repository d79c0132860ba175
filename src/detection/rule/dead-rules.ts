import type { LogSource, RecordKind, RecordKinds } from '../event-types.ts';
import type { SigmaCorrelation } from '../correlation/correlation.ts';
import { targetIndex } from '../correlation/references.ts';
import { isFed } from '../sigma/fed.ts';
import type { FieldAliases } from '../sigma/field.ts';
import { blame, kindReading, kindVerdict, type KindReading } from '../sigma/kind-verdict.ts';
import type { RuleSet } from '../sigma/load.ts';
import { aliasesFor, coveringSources, sourcesOfRecord, type EventSource } from '../sigma/routing.ts';
import type { SigmaRule } from '../sigma/rule.ts';
import { wayStage } from './may-count-as.ts';
import { mostMissing, missingOf, missingOfRoutes, type Missing } from './missing.ts';

/** A log source that stored events have, and when the newest of them happened. */
export interface HeardSource {
  readonly source: LogSource;
  readonly lastAt: Date;
}

/**
 * Why a rule cannot fire. `no_events`: nothing of its log source. Of events that are there: `no_channel`, `no_event_id`: none of
 * the kind that it needs; `no_field`: none with a field that it needs. `no_rule`: a correlation of which no rule can fire.
 */
export const deadCodes = ['no_events', 'no_channel', 'no_event_id', 'no_field', 'no_rule'] as const;
export type DeadCode = (typeof deadCodes)[number];

/** A rule in force that no event can have reached. */
export interface DeadRule {
  readonly rule: SigmaRule | SigmaCorrelation;
  readonly code: DeadCode;
  /** What no event has of what the rule needs; empty for `no_events` and `no_rule`. */
  readonly missing: readonly Missing[];
  /** When the newest event of its log sources happened; null: there is none in what was looked at. */
  readonly lastEventAt: Date | null;
}

/**
 * The rules that cannot have fired since a time, by the log sources, channels, event ids and fields of what is stored; and the
 * correlations of which none of the rules could. What no kind of an incomplete log source has may be there nevertheless, so
 * rules that its events may reach, as far as its name tells, are not told of.
 */
export function deadRules(
  { correlations, rules }: Pick<RuleSet, 'rules' | 'correlations'>,
  heard: readonly HeardSource[],
  kinds: RecordKinds,
  since: Date,
): readonly DeadRule[] {
  const judge = createJudge(heard, kinds, since);
  const states = new Map(rules.map((rule) => [rule.id, judge(rule)]));
  const targets = targetIndex(rules, correlations);
  const stateOf = (correlation: SigmaCorrelation): RuleState => {
    const below = correlation.rules.flatMap((reference): readonly RuleState[] => {
      const target = targets.get(reference);
      if (target === undefined) return [];
      const own = target.kind === 'detection' ? states.get(target.id) : stateOf(target);
      return own === undefined ? [] : [own];
    });
    const isDead = below.every(({ dead }) => dead !== null);
    return {
      lastEventAt: newest(below.map(({ lastEventAt }) => lastEventAt)),
      dead: isDead ? { code: 'no_rule', missing: [] } : null,
    };
  };
  return [
    ...rules.map((rule) => ({ rule, state: states.get(rule.id) })),
    ...correlations.map((rule) => ({ rule, state: stateOf(rule) })),
  ].flatMap(({ rule, state }) =>
    state?.dead ? [{ rule, ...state.dead, lastEventAt: state.lastEventAt }] : [],
  );
}

type Cause = Pick<DeadRule, 'code' | 'missing'>;

/** What is known of a rule; `dead` is null where an event may have reached it. */
interface RuleState {
  readonly dead: Cause | null;
  readonly lastEventAt: Date | null;
}

/** A kind, the log sources that it counts as, and how it is asked. */
interface RoutedKind {
  readonly kind: RecordKind;
  readonly sources: readonly EventSource[];
  readonly reading: KindReading;
}

/** What rules of one log source have in common. */
interface Fed {
  readonly lastEventAt: Date | null;
  /** Null: it may be any kind. */
  readonly routed: readonly { readonly reading: KindReading; readonly aliases: FieldAliases }[] | null;
}

function createJudge(
  heard: readonly HeardSource[],
  { kinds, sources }: RecordKinds,
  since: Date,
): (rule: SigmaRule) => RuleState {
  const all = kinds.map((kind): RoutedKind => {
    const { members, source } = kind;
    return { kind, sources: sourcesOfRecord(source, members), reading: kindReading(kind) };
  });
  const stored = new Map(sources.map((each) => [keyOf(each.source), each]));
  const unread = sources.filter(({ complete }) => !complete);
  const fedBy = new Map<string, Fed>();
  const fedOf = (logSource: LogSource): Fed => {
    const feeding = heard.filter(({ source }) => isFed(logSource, [source]));
    const ways = coveringSources(logSource).map(({ when }) => when);
    const isKnown = feeding.every(({ lastAt, source }) => {
      const own = stored.get(keyOf(source));
      if (lastAt < since || own?.complete === true) return true;
      return own !== undefined && ways.every((when) => wayStage(own, when) !== 'all');
    });
    const routed = all.flatMap(({ reading, sources: own }) => {
      const aliases = aliasesFor(logSource, own);
      return aliases === null ? [] : [{ reading, aliases }];
    });
    return { lastEventAt: newest(feeding.map(({ lastAt }) => lastAt)), routed: isKnown ? routed : null };
  };
  return (rule) => {
    const key = keyOf(rule.logSource);
    const fed = fedBy.get(key) ?? fedOf(rule.logSource);
    fedBy.set(key, fed);
    const { lastEventAt, routed } = fed;
    if (lastEventAt === null || lastEventAt < since)
      return { lastEventAt, dead: { code: 'no_events', missing: [] } };
    if (routed === null) return { lastEventAt, dead: null };
    const dead =
      routed.length === 0 ? causeOfRoutes(rule.logSource, kinds, unread) : causeOfTree(rule.tree, routed);
    return { lastEventAt, dead };
  };
}

function causeOfRoutes(
  logSource: LogSource,
  kinds: readonly RecordKind[],
  unread: RecordKinds['sources'],
): Cause {
  const ways = coveringSources(logSource).map(({ when }) => when);
  const missing = missingOfRoutes(ways, kinds, unread);
  return { code: codeOf(missing), missing };
}

/** Null: the tree may hold for a record of one of the kinds. */
function causeOfTree(tree: SigmaRule['tree'], routed: NonNullable<Fed['routed']>): Cause | null {
  if (routed.some(({ aliases, reading }) => kindVerdict(tree, reading, aliases) !== false)) return null;
  const blames = routed.map(({ aliases, reading }) => missingOf(blame(tree, reading, aliases)));
  // A kind that only lacks fields comes nearest: its channel and event id are the right ones.
  const nearest = blames.filter((missing) => missing.every(({ value }) => value === null));
  const missing = dedupe((nearest.length > 0 ? nearest : blames).flat());
  return { code: codeOf(missing), missing: missing.slice(0, mostMissing) };
}

function codeOf(missing: readonly Missing[]): DeadCode {
  const values = missing.filter(({ value }) => value !== null);
  if (values.length === 0) return 'no_field';
  return values.some(({ field }) => field === 'Channel') ? 'no_channel' : 'no_event_id';
}

const dedupe = (missing: readonly Missing[]): readonly Missing[] => [
  ...new Map(missing.map((each) => [`${each.field}\0${each.value ?? ''}`, each])).values(),
];

const keyOf = ({ product, category, service }: LogSource): string =>
  JSON.stringify([product, category, service]);

const newest = (times: readonly (Date | null)[]): Date | null =>
  times.reduce((last, at) => (last === null || (at !== null && at > last) ? at : last), null);
