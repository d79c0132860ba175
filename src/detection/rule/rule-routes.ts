import type { ClickHouseClient } from '@clickhouse/client';
import type { z } from 'zod';
import { defineRoute, type Route } from '../../identity/index.ts';
import { dayMs, err, ok } from '../../kernel/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import type { AttackCatalogue } from '../attack/attack-catalogue.ts';
import { isAbout } from '../attack/attack-coverage.ts';
import { attackFilterQuery } from '../attack/attack-schema.ts';
import { shownCost, shownMs, type CostSums } from '../cost/rule-cost.ts';
import { costSums } from '../cost/rule-cost-store.ts';
import { exemptionNow, quarantineOf } from '../cost/quarantine-store.ts';
import { parseRuleFile, type RuleDocument } from '../sigma/load.ts';
import { findSaved, ownRules, versionsOf, type SavedHead, type SavedRule } from './local-rule-store.ts';
import { recentMatchCounts, type MatchCounts } from './match-count-store.ts';
import type { RuleBook } from './rule-book.ts';
import { listRules, type ListedRule } from './rule-list.ts';
import {
  ruleDetailBody,
  ruleListBody,
  ruleParams,
  toHuntBody,
  type ruleBody,
  type savedBody,
} from './rule-schema.ts';
import { huntsOf } from '../hunt/rule-hunt-store.ts';
import { changesOf } from './rule-set-store.ts';
import { localFile } from './rule-texts.ts';

export const ruleProblems = { rule_not_found: { status: 404, title: 'There is no such rule' } } as const;

/** Which rules there are, in force or not, which were refused and why, and what each has matched. */
export function ruleRoutes(
  book: RuleBook,
  attack: AttackCatalogue,
  clickhouse: () => ClickHouseClient,
): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/rules',
      operation: 'rule.list',
      summary: 'Detection rules in force, saved and disabled, and the refused ones with the reason',
      access: 'rule:read',
      query: attackFilterQuery,
      reply: ruleListBody,
      handler: async ({ tx, query, clock }) => {
        await book.upToDate(tx);
        const set = book.current();
        const matches = await recentMatchCounts(tx, clickhouse, dayBefore(clock.now()));
        const listed = listRules(set, book.shipped, await ownRules(tx, null));
        const costs = await costSums(tx, clock.now(), shownMs);
        const wanted = { technique: query.technique ?? null, tactic: query.tactic ?? null };
        return ok({
          items: listed
            .filter(({ summary }) => isAbout(attack, summary.tags, wanted))
            .map((rule) => toBody(rule, matches, costs)),
          refused: set.refused.map((each) => ({ ...each, file: book.shipped.shownFile(each.file) })),
          setVersion: book.version(),
        });
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/rules/:id',
      operation: 'rule.get',
      summary: 'One rule with its source, its tests, its versions and what happened to it',
      access: 'rule:read',
      params: ruleParams,
      reply: ruleDetailBody,
      handler: async ({ tx, params, clock }) => {
        await book.upToDate(tx);
        const own = await ownRules(tx, params.id);
        const listed = listRules(book.current(), book.shipped, own).find(({ id }) => id === params.id);
        if (listed === undefined) return err({ code: 'rule_not_found', message: 'There is no such rule.' });
        const matches = await recentMatchCounts(tx, clickhouse, dayBefore(clock.now()), listed.id);
        const costs = await costSums(tx, clock.now(), shownMs, listed.id);
        return ok({
          ...toBody(listed, matches, costs),
          ...(await detailOf(tx, book, listed, clock.now())),
        });
      },
    }),
  ];
}

const dayBefore = (now: Date): Date => new Date(now.getTime() - dayMs);

function toBody(rule: ListedRule, matches: MatchCounts, costs: CostSums): z.input<typeof ruleBody> {
  const { summary, state } = rule;
  return {
    id: rule.id,
    ...summary,
    logSource: summary.logSource,
    tags: [...summary.tags],
    matches24h: matches === null ? null : (matches.get(rule.id) ?? 0),
    cost: shownCost(costs, rule.id),
    file: rule.file,
    origin: rule.origin,
    state: state.kind,
    version: state.kind === 'draft' ? null : state.version,
    draftVersion: rule.draftVersion,
    hasTests: rule.hasTests,
    shippedChanged: rule.shippedChanged,
    readable: summary.kind !== 'unreadable' && (state.kind !== 'active' || rule.inForce !== null),
  };
}

async function detailOf(
  tx: Tx,
  book: RuleBook,
  { id, inForce, state }: ListedRule,
  now: Date,
): Promise<Omit<z.input<typeof ruleDetailBody>, keyof z.input<typeof ruleBody>>> {
  const newest = await findSaved(tx, id, null);
  const own =
    state.kind === 'draft' ? newest : state.version === null ? null : await findSaved(tx, id, state.version);
  const shipped = book.shipped.find(id);
  const yaml = own?.yaml ?? shipped?.yaml ?? '';
  const document: RuleDocument | null =
    inForce ?? parseRuleFile({ file: localFile(id), text: yaml }).loaded[0] ?? null;
  return {
    quarantine: state.kind === 'quarantined' ? await quarantineOf(tx, id) : null,
    exemption: await exemptionNow(tx, id, document?.hash ?? null, now),
    description: document?.description ?? '',
    references: [...(document?.references ?? [])],
    falsePositives: [...(document?.falsepositives ?? [])],
    yaml,
    tests: own === null ? (shipped?.tests ?? null) : own.tests,
    hash: document?.hash ?? null,
    shipped:
      shipped === null ? null : { hash: shipped.document.hash, yaml: shipped.yaml, tests: shipped.tests },
    newest: newest === null ? null : toSavedBody(newest),
    versions: (await versionsOf(tx, id)).map(toSavedHeadBody),
    hunts: (await huntsOf(tx, id)).map(toHuntBody),
    changes: (await changesOf(tx, id)).map(({ by, ...change }) => ({ ...change, by: by.name })),
  };
}

const toSavedHeadBody = ({ hasTests, refused, saved, summary, version }: SavedHead) => ({
  version,
  title: summary.title,
  hasTests,
  refused: refused === null ? null : [...refused],
  at: saved.at,
  by: saved.by.name,
  reason: saved.reason,
});

export function toSavedBody(saved: SavedRule): z.input<typeof savedBody> {
  const { baseHash, baseYaml, ruleId, tests, yaml } = saved;
  const base = baseHash === null || baseYaml === null ? null : { hash: baseHash, yaml: baseYaml };
  return { ...toSavedHeadBody(saved), id: ruleId, yaml, tests, base };
}
