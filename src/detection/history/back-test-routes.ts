import type { ClickHouseClient } from '@clickhouse/client';
import { searchScope, type EventRange } from '../../event/index.ts';
import { defineRoute, type Principal, type Route } from '../../identity/index.ts';
import { dayMs, err, ok, type CompanyId } from '../../kernel/index.ts';
import { isTooLong } from '../../platform/clickhouse/index.ts';
import { draftRules } from '../rule/draft-rules.ts';
import { takerFor, titlesOf } from '../suppression/taker-service.ts';
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
          const range = lastDays(body.days, clock.now());
          const tried = await backTest({
            set: part,
            own,
            range,
            taker: await takerFor(tx, companiesOf(principal, body.companyId), receivedIn(range)),
            budgetMs,
            now: () => performance.now(),
            read: candidatesOf(client(), searchScope(principal, body.companyId), part.rules, {
              maxSeconds: stretchSeconds,
            }),
            isTooLong,
          });
          // Titles are the words of who triages findings.
          const titles = principal.permissions.has('finding:read')
            ? await titlesOf(tx, tried.takenBy)
            : new Map<string, string>();
          return ok(toTriedBody(tried, titles, [...refused]));
        } finally {
          running -= 1;
        }
      },
    }),
  ];
}

/** Whose suppressions are asked: those of the companies whose events are. Null: of all that the provider's people may see. */
const companiesOf = (principal: Principal, asked: string | undefined): readonly CompanyId[] | null =>
  principal.side === 'customer' ? [principal.companyId] : asked === undefined ? null : [asked as CompanyId];

/** A record may be received before its own time, by the clock of its sender, and long after it. */
const receivedIn = ({ from, to }: EventRange): EventRange => ({ from: from - dayMs, to });
