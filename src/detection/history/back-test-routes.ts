import type { ClickHouseClient } from '@clickhouse/client';
import { searchScope } from '../../event/index.ts';
import { defineRoute, type Route } from '../../identity/index.ts';
import { err, ok } from '../../kernel/index.ts';
import { isTooLong } from '../../platform/clickhouse/index.ts';
import { draftRules } from '../rule/draft-rules.ts';
import type { RuleBook } from '../rule/rule-book.ts';
import { backTest } from './back-test.ts';
import { candidatesOf } from './candidate-store.ts';
import { lastDays, toTriedBody, triedBody, tryBody } from './back-test-schema.ts';

export const backTestProblems = {
  rule_try_busy: { status: 429, title: 'Another rule is being tried' },
} as const;

/** How long one call looks for, in milliseconds, and most seconds of that for one stretch. */
const budgetMs = 8_000;
const stretchSeconds = 4;
const atOnce = 1;

/** Rules that are not in force yet, tried on the stored events that the caller may see. */
export function backTestRoutes(book: RuleBook, client: () => ClickHouseClient): readonly Route[] {
  let running = 0;
  return [
    defineRoute({
      method: 'POST',
      path: '/rules/try',
      operation: 'rule.try',
      summary: 'How often a rule would have fired in the last days, and on whom',
      access: 'rule:read',
      body: tryBody,
      reply: triedBody,
      handler: async ({ tx, principal, body, clock }) => {
        await book.upToDate(tx);
        const { own, part, refused } = draftRules(book, body.yaml);
        const [first] = refused;
        if (own.size === 0)
          return err({
            code: 'rule_text_refused',
            message: first === undefined ? 'The text holds no rule.' : `Line ${first.line}: ${first.reason}`,
          });
        if (running >= atOnce)
          return err({
            code: 'rule_try_busy',
            message: 'Another rule is being tried. Try again in a moment.',
          });
        running += 1;
        try {
          const tried = await backTest({
            set: part,
            own,
            range: lastDays(body.days, clock.now()),
            budgetMs,
            now: () => performance.now(),
            read: candidatesOf(client(), searchScope(principal, body.companyId), part.rules, {
              maxSeconds: stretchSeconds,
            }),
            isTooLong,
          });
          return ok(toTriedBody(tried, [...refused]));
        } finally {
          running -= 1;
        }
      },
    }),
  ];
}
