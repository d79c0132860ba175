import type { ClickHouseClient } from '@clickhouse/client';
import { defineRoute, scopeOf, type Principal, type Route } from '../../identity/index.ts';
import { storedLogSources, type EventRange } from '../../event/index.ts';
import { dayMs, ok } from '../../kernel/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import { targetIndex } from '../correlation/references.ts';
import type { LogSource } from '../event-types.ts';
import { ownRules } from '../rule/local-rule-store.ts';
import type { RuleBook } from '../rule/rule-book.ts';
import { listRules } from '../rule/rule-list.ts';
import { hitCounts, matchCounts } from '../rule/match-count-store.ts';
import type { RuleSet } from '../sigma/load.ts';
import type { AttackCatalogue } from './attack-catalogue.ts';
import {
  coverageOf,
  unknownTechniques,
  type Coverage,
  type CoveringRule,
  type RuleCounts,
} from './attack-coverage.ts';
import { coverageBody, coverageQuery, layerBody } from './attack-schema.ts';
import { isFed } from '../sigma/fed.ts';
import { isUsedOn } from './platforms.ts';
import { navigatorLayer } from './navigator-layer.ts';

const coverageDays = 7;

export interface AttackDeps {
  readonly book: RuleBook;
  readonly attack: AttackCatalogue;
  readonly clickhouse: () => ClickHouseClient;
}

/** What of MITRE ATT&CK the rules cover. */
export const attackRoutes = (deps: AttackDeps): readonly Route[] => [
  defineRoute({
    method: 'GET',
    path: '/attack/coverage',
    operation: 'attack.coverage',
    summary: 'Which techniques of MITRE ATT&CK rules cover, and what they matched in 7 days',
    access: 'rule:read',
    query: coverageQuery,
    reply: coverageBody,
    handler: async ({ tx, principal, query, clock }) => {
      const { coverage, products } = await measured(deps, { tx, principal, now: clock.now() }, query);
      const { notice, problem, tactics, version } = deps.attack;
      const used = new Set(coverage.techniques.flatMap((each) => each.tactics));
      const named = (name: string): boolean => used.has(name) || coverage.byTactic.has(name);
      return ok({
        attack: { version, problem, notice },
        tactics: tactics
          // Without a file nobody says which of the old and the new columns are ATT&CK's.
          .filter(({ name }) => named(name) || !namings.has(name))
          .map(({ name, title }) => ({ name, title, counts: coverage.byTactic.get(name) ?? none })),
        techniques: coverage.techniques.map((each) => ({ ...each, tactics: [...each.tactics] })),
        unknown: [...unknownTechniques(deps.attack, coverage.techniques)],
        untagged: coverage.untagged,
        products: [...products],
      });
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/attack/navigator-layer',
    operation: 'attack.layer',
    summary: 'The coverage as a layer of the ATT&CK Navigator',
    access: 'rule:read',
    query: coverageQuery,
    reply: layerBody,
    handler: async ({ tx, principal, query, clock }) => {
      const now = clock.now();
      const { coverage } = await measured(deps, { tx, principal, now }, query);
      const layer = navigatorLayer(coverage, { at: now, version: deps.attack.version });
      const { gradient, legendItems, techniques } = layer;
      return ok({
        ...layer,
        techniques: [...techniques],
        gradient: { ...gradient, colors: [...gradient.colors] },
        legendItems: [...legendItems],
      });
    },
  }),
];

/** Releases of ATT&CK have one of these or two of them. */
const namings: ReadonlySet<string> = new Set(['defense-evasion', 'defense-impairment', 'stealth']);
const none: RuleCounts = { inForce: 0, drafts: 0, disabled: 0, matches: 0 };

interface Asking {
  readonly tx: Tx;
  readonly principal: Principal;
  readonly now: Date;
}

async function measured(
  { attack, book, clickhouse }: AttackDeps,
  { now, principal, tx }: Asking,
  {
    fed,
    product = [],
  }: { readonly fed?: 'true' | undefined; readonly product?: readonly string[] | undefined },
): Promise<{ readonly coverage: Coverage; readonly products: readonly string[] }> {
  await book.upToDate(tx);
  const range = { from: now.getTime() - coverageDays * dayMs, to: now.getTime() };
  const scope = scopeOf(principal);
  const rules = await coveringRules(tx, book, await matchesIn(tx, clickhouse(), principal, range));
  const stored = fed === undefined ? null : await storedLogSources(clickhouse(), scope, range);
  const isWanted = ({ logSources }: CoveringRule): boolean =>
    (product.length === 0 || logSources.some((source) => product.includes(source.product ?? ''))) &&
    (stored === null || logSources.some((source) => isFed(source, stored)));
  const coverage = coverageOf(attack, rules.filter(isWanted), (id) =>
    isUsedOn(attack.techniques.get(id)?.platforms ?? [], product),
  );
  const products = rules.flatMap(({ logSources }) => logSources.flatMap((source) => source.product ?? []));
  return { coverage, products: [...new Set(products)].toSorted() };
}

/** Matches of rules, and hits of correlations. */
async function matchesIn(
  tx: Tx,
  client: ClickHouseClient,
  principal: Principal,
  range: EventRange,
): Promise<(id: string, isCorrelation: boolean) => number> {
  const scope = scopeOf(principal);
  const companyId = scope.kind === 'company' ? scope.companyId : null;
  const counted = await matchCounts(client, { ...range, companyId });
  const hits = await hitCounts(tx, { companyId, from: range.from });
  return (id, isCorrelation) => (isCorrelation ? hits : counted).get(id) ?? 0;
}

async function coveringRules(
  tx: Tx,
  book: RuleBook,
  matches: (id: string, isCorrelation: boolean) => number,
): Promise<readonly CoveringRule[]> {
  const set = book.current();
  const sourcesOf = logSourcesIn(set);
  return listRules(set, book.shipped, await ownRules(tx, null)).map(({ id, inForce, state, summary }) => ({
    ...{ id, tags: summary.tags, state: state.kind },
    readable: summary.kind !== 'unreadable' && (state.kind !== 'active' || inForce !== null),
    logSources: summary.logSource === null ? sourcesOf(id) : [summary.logSource],
    matches: matches(id, summary.kind === 'correlation'),
  }));
}

/** The log sources behind the correlations of a set, by id. */
function logSourcesIn({ correlations, rules }: RuleSet): (id: string) => readonly LogSource[] {
  const targets = targetIndex(rules, correlations);
  const known = new Map<string, readonly LogSource[]>();
  // References are resolved, so a correlation stands behind all that it refers to.
  for (const correlation of correlations) {
    const behind = correlation.rules.flatMap((name) => {
      const target = targets.get(name);
      return target?.kind === 'detection' ? [target.logSource] : (known.get(target?.id ?? '') ?? []);
    });
    known.set(correlation.id, behind);
  }
  return (id) => known.get(id) ?? [];
}
