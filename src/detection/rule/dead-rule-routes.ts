import type { ClickHouseClient } from '@clickhouse/client';
import { heardLogSources, recordKinds, searchScope } from '../../event/index.ts';
import { defineRoute, type Route } from '../../identity/index.ts';
import { dayMs, ok } from '../../kernel/index.ts';
import { deadRules } from './dead-rules.ts';
import { deadRuleListBody, deadRuleQuery } from './dead-rule-schema.ts';
import type { RuleBook } from './rule-book.ts';

/** A rule that nothing has reached for so long is told of, and so far back its last event is looked for. */
const deadDays = 7;
const lookedAtDays = 30;

/** Rules in force that cannot fire, because no events arrive that they could match. */
export const deadRuleRoutes = (book: RuleBook, clickhouse: () => ClickHouseClient): readonly Route[] => [
  defineRoute({
    method: 'GET',
    path: '/dead-rules',
    operation: 'rule.dead',
    summary: 'Rules in force that no event of the last 7 days could reach, with what is missing',
    access: 'rule:read',
    query: deadRuleQuery,
    reply: deadRuleListBody,
    handler: async ({ tx, principal, query, clock }) => {
      await book.upToDate(tx);
      const now = clock.now().getTime();
      const since = new Date(now - deadDays * dayMs);
      const from = new Date(now - lookedAtDays * dayMs);
      // Clocks of senders may be ahead a little.
      const to = now + dayMs;
      const scope = searchScope(principal, query.companyId);
      const heard = await heardLogSources(clickhouse(), scope, { from: from.getTime(), to });
      const kinds = await recordKinds(clickhouse(), scope, { from: since.getTime(), to });
      const items = deadRules(book.current(), heard, kinds, since).map(({ missing, rule, ...why }) => ({
        ...{ id: rule.id, title: rule.title, ...why, missing: [...missing] },
        logSource: rule.kind === 'detection' ? rule.logSource : null,
      }));
      return ok({
        ...{ since, from, items },
        lookedAt: kinds.kinds.reduce((sum, { events }) => sum + events, 0),
        notLookedAt: kinds.sources.flatMap(({ complete, events, source }) =>
          complete ? [] : [{ ...source, events }],
        ),
      });
    },
  }),
];
