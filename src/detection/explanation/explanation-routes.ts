import { z } from 'zod';
import type { ClickHouseClient } from '@clickhouse/client';
import { recordsByIds, searchScope, storedEvent } from '../../event/index.ts';
import { defineRoute, idParams, type Principal, type Route } from '../../identity/index.ts';
import { err, ok, type Clock, type EventId, type Result } from '../../kernel/index.ts';
import type { Failure } from '../../platform/http/index.ts';
import type { AnyRule } from '../correlation/references.ts';
import type { RuleBook } from '../rule/rule-book.ts';
import { engineVersion } from '../sigma/hash.ts';
import { draftRules } from '../rule/draft-rules.ts';
import type { RuleSet } from '../sigma/load.ts';
import {
  explainBody,
  explanationBody,
  rulesOfEventBody,
  toCorrelationBody,
  toExplanationBody,
  toRulesOfEventBody,
} from './explanation-schema.ts';
import { rulesOfEvent } from './nearest-rules.ts';
import { explainCorrelation, explainRule } from './rule-verdict.ts';
import { toWindowsBody } from './window-schema.ts';
import { explainWindows, type StoredEvent } from './window-service.ts';

export const explanationProblems = {
  event_not_judged: { status: 404, title: 'There is no such event that rules judge' },
} as const;

export interface ExplanationDeps {
  readonly book: RuleBook;
  readonly client: () => ClickHouseClient;
  readonly clock: Clock;
  /** How late events may come, unless a correlation says otherwise, in milliseconds. */
  readonly latenessMs: number;
}

/** Why a rule matches a stored event or does not, and which rules come near to it. */
export function explanationRoutes(deps: ExplanationDeps): readonly Route[] {
  return [explainRoute(deps), rulesRoute(deps)];
}

const explainRoute = ({ book, client, clock, latenessMs }: ExplanationDeps): Route =>
  defineRoute({
    method: 'POST',
    path: '/events/:id/explanation',
    operation: 'rule.explain',
    summary:
      'Why a rule matches an event or does not, field by field, and why the window of a correlation does not hold',
    access: 'rule:read',
    params: idParams,
    body: explainBody,
    reply: explanationBody,
    handler: async ({ tx, principal, params, body }) => {
      await book.upToDate(tx);
      const asked = askedRule(book, body);
      if (!asked.ok) return asked;
      const event = await judgedEvent(client(), principal, body.companyId, params.id);
      if (!event.ok) return event;
      const { rule, set } = asked.value;
      const told = { eventId: params.id, engineVersion };
      const { parsed } = event.value;
      if (rule.kind === 'detection') return ok(toExplanationBody(told, rule, explainRule(rule, set, parsed)));
      const verdict = explainCorrelation(rule, set, parsed);
      // Of a text that is not in force no matches are kept.
      if (body.yaml !== undefined) return ok(toCorrelationBody(told, rule, verdict, null));
      const deps = { tx, client: client(), clock, latenessMs };
      const windows = await explainWindows(deps, rule, set, event.value);
      const titles = new Map([...set.rules, ...set.correlations].map(({ id, title }) => [id, title]));
      return ok(toCorrelationBody(told, rule, verdict, windows && toWindowsBody(rule, windows, titles)));
    },
  });

const rulesRoute = ({ book, client }: ExplanationDeps): Route =>
  defineRoute({
    method: 'GET',
    path: '/events/:id/rules',
    operation: 'rule.of_event',
    summary: 'The rules in force that match an event, and those that come near to it',
    access: 'rule:read',
    params: idParams,
    query: z.object({ companyId: z.uuid().optional() }),
    reply: rulesOfEventBody,
    handler: async ({ tx, principal, params, query }) => {
      await book.upToDate(tx);
      const event = await judgedEvent(client(), principal, query.companyId, params.id);
      if (!event.ok) return event;
      const { rules } = book.current();
      return ok(
        toRulesOfEventBody(params.id, rules.length, rulesOfEvent(rules, event.value.parsed, askingTime)),
      );
    },
  });

const askingTime = { budgetMs: 1_000, now: () => performance.now() };

/** A stored event as the rules see it, read again from its raw record. */
async function judgedEvent(
  client: ClickHouseClient,
  principal: Principal,
  companyId: string | undefined,
  id: string,
): Promise<Result<StoredEvent, Failure>> {
  const [row] = await recordsByIds(client, searchScope(principal, companyId), [id as EventId]);
  const parsed = row === undefined ? null : storedEvent(row);
  if (row !== undefined && parsed !== null)
    return ok({ id, companyId: row.companyId, time: row.time, parsed });
  return err({
    code: 'event_not_judged',
    message: 'There is no such event, or nobody could parse its record, so that no rule sees it.',
  });
}

interface AskedRule {
  readonly rule: AnyRule;
  readonly set: RuleSet;
}

function askedRule(
  book: RuleBook,
  { ruleId, yaml }: z.output<typeof explainBody>,
): Result<AskedRule, Failure> {
  if (yaml === undefined) {
    const set = book.current();
    const rule = [...set.rules, ...set.correlations].find(({ id }) => id === ruleId);
    if (rule !== undefined) return ok({ rule, set });
    return err({ code: 'rule_not_found', message: 'There is no such rule in force.' });
  }
  const { own, part, refused: unread, set } = draftRules(book, yaml);
  const isOwn = ({ id }: AnyRule): boolean => own.has(id);
  const rule = part.correlations.find(isOwn) ?? part.rules.find(isOwn);
  if (rule !== undefined) return ok({ rule, set });
  const [refused] = unread;
  const message =
    refused === undefined ? 'The text holds no rule.' : `Line ${refused.line}: ${refused.reason}`;
  return err({ code: 'rule_text_refused', message });
}
