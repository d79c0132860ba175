import type { ClickHouseClient } from '@clickhouse/client';
import { heardLogSources, searchScope } from '../../event/index.ts';
import { defineRoute, type Route } from '../../identity/index.ts';
import { dayMs, ok } from '../../kernel/index.ts';
import { deadRules } from './dead-rules.ts';
import { deadRuleListBody, deadRuleQuery } from './dead-rule-schema.ts';
import type { RuleBook } from './rule-book.ts';

/** A rule that nothing has reached for so long is told of, and so far back its last event is looked for. */
const deadDays = 7;
const lookedAtDays = 30;

/** Rules in force that cannot fire, because no events of their log source arrive. */
export const deadRuleRoutes = (book: RuleBook, clickhouse: () => ClickHouseClient): readonly Route[] => [
  defineRoute({
    method: 'GET',
    path: '/dead-rules',
    operation: 'rule.dead',
    summary: 'Rules in force whose log source has had no event for 7 days',
    access: 'rule:read',
    query: deadRuleQuery,
    reply: deadRuleListBody,
    handler: async ({ tx, principal, query, clock }) => {
      await book.upToDate(tx);
      const now = clock.now().getTime();
      const since = new Date(now - deadDays * dayMs);
      const from = new Date(now - lookedAtDays * dayMs);
      // Clocks of senders may be ahead a little.
      const range = { from: from.getTime(), to: now + dayMs };
      const heard = await heardLogSources(clickhouse(), searchScope(principal, query.companyId), range);
      const items = deadRules(book.current(), heard, since).map(({ lastEventAt, rule }) => ({
        ...{ id: rule.id, title: rule.title, lastEventAt },
        logSource: rule.kind === 'detection' ? rule.logSource : null,
      }));
      return ok({ since, from, items });
    },
  }),
];
