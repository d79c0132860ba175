import type { ClickHouseClient } from '@clickhouse/client';
import { recordsByIds, searchScope, storedEvent } from '../../event/index.ts';
import { actorOf, defineRoute, idParams, type Principal, type Route } from '../../identity/index.ts';
import { err, newId, ok, type EventId, type Result } from '../../kernel/index.ts';
import type { Failure } from '../../platform/http/index.ts';
import type { LogSource, ParsedEvent } from '../event-types.ts';
import { draftRules } from './draft-rules.ts';
import type { LocalRuleDeps } from './local-rule-service.ts';
import { fieldsOfEvent, logSourcesOfEvent, ruleTextOf, testTextOf } from './rule-from-event.ts';
import {
  eventFieldsBody,
  eventFieldsQuery,
  eventRuleBody,
  eventRuleReply,
} from './rule-from-event-schema.ts';

export const ruleFromEventProblems = {
  event_without_log_source: { status: 409, title: 'The event has no log source that a rule could name' },
  event_field_unknown: { status: 400, title: 'The event has no such field' },
} as const;

type FromEventDeps = Pick<LocalRuleDeps, 'book' | 'parseEvent'> & {
  readonly clickhouse: () => ClickHouseClient;
};

/** A rule that is begun from a stored event. Nothing is saved. */
export const ruleFromEventRoutes = ({ book, clickhouse, parseEvent }: FromEventDeps): readonly Route[] => [
  defineRoute({
    method: 'GET',
    path: '/events/:id/rule-fields',
    operation: 'rule.event_fields',
    summary: 'The fields and log sources of an event that a rule can be made from',
    access: 'rule:write',
    params: idParams,
    query: eventFieldsQuery,
    reply: eventFieldsBody,
    handler: async ({ principal, params, query }) => {
      const read = await ruleableEvent(clickhouse(), principal, query.companyId, params.id);
      if (!read.ok) return read;
      const { event, logSources } = read.value;
      return ok({ logSources: [...logSources], fields: [...fieldsOfEvent(event)] });
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/events/:id/rule-draft',
    operation: 'rule.from_event',
    summary:
      'The text of a rule that asks for values of an event, with the event as its test; nothing is saved',
    access: 'rule:write',
    params: idParams,
    body: eventRuleBody,
    reply: eventRuleReply,
    handler: async ({ tx, clock, principal, params, body }) => {
      await book.upToDate(tx);
      const read = await ruleableEvent(clickhouse(), principal, body.companyId, params.id);
      if (!read.ok) return read;
      const { event, logSources, raw } = read.value;
      const offered = fieldsOfEvent(event);
      const unknown = body.fields.find((name) => !offered.some((field) => field.name === name));
      if (unknown !== undefined)
        return err({
          code: 'event_field_unknown',
          message: `The event has no field "${unknown}" with one value.`,
        });
      const logSource = logSources[body.logSource] ?? logSources[0];
      if (logSource === undefined) return err(withoutLogSource);
      const now = clock.now();
      const id = newId<'rule'>(now);
      const yaml = ruleTextOf({
        ...{ id, logSource, author: actorOf(principal).name, date: now.toISOString().slice(0, 10) },
        title: titleOf(event),
        fields: offered.filter(({ name }) => body.fields.includes(name)),
      });
      const { part } = draftRules(book, yaml);
      return ok({ yaml, tests: testTextOf(id, raw, part, parseEvent) });
    },
  }),
];

/** The sentence that sums the event up, on one line. */
const titleOf = ({ ocsf, parser }: ParsedEvent): string => {
  const message = typeof ocsf['message'] === 'string' ? ocsf['message'].replaceAll(/\s+/g, ' ').trim() : '';
  return message === '' ? `Event of ${parser}` : message;
};

interface RuleableEvent {
  readonly event: ParsedEvent;
  readonly raw: string;
  readonly logSources: readonly LogSource[];
}

const withoutLogSource = {
  code: 'event_without_log_source',
  message:
    'The event has neither product, category nor service, so no rule is for it. Send it with a known shape, or in a form that a parser knows.',
} as const;

/** A stored event that rules can be for. */
async function ruleableEvent(
  client: ClickHouseClient,
  principal: Principal,
  companyId: string | undefined,
  id: string,
): Promise<Result<RuleableEvent, Failure>> {
  const [row] = await recordsByIds(client, searchScope(principal, companyId), [id as EventId]);
  const event = row === undefined ? null : storedEvent(row);
  if (row === undefined || event === null)
    return err({
      code: 'event_not_judged',
      message: 'There is no such event, or nobody could parse its record, so that no rule sees it.',
    });
  const logSources = logSourcesOfEvent(event);
  return logSources.length === 0 ? err(withoutLogSource) : ok({ event, logSources, raw: row.raw });
}
