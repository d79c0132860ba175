import type { z } from 'zod';
import { recordsByIds, searchScope, storedEvent } from '../../event/index.ts';
import { defineRoute, idParams, type Route } from '../../identity/index.ts';
import { err, ok, type CompanyId, type EventId, type Result, type UserId } from '../../kernel/index.ts';
import type { Failure } from '../../platform/http/index.ts';
import { createMatcher } from '../sigma/matcher.ts';
import type { SigmaRule } from '../sigma/rule.ts';
import { commonLogSource, fieldsOf, filterTextOf, readFilterText } from './filter-text.ts';
import {
  changeBody,
  fieldsBody,
  fieldsQuery,
  filterBody,
  filterCheckBody,
  filterCheckedBody,
  madeBody,
  suppressBody,
  suppressionDetailBody,
  toCheckedBody,
  toMadeBody,
  toSuppressionDetailBody,
} from './suppression-schema.ts';
import type { SuppressionRouteDeps } from './suppression-routes.ts';
import { addFilter, changeSuppression, suppress } from './suppression-service.ts';
import { stepsOf } from './suppression-store.ts';
import type { SuppressionChange, SuppressionId } from './suppression.ts';

const path = '/suppressions';

/** Making suppressions and filters, and ending them. */
export const suppressionChangeRoutes = (deps: SuppressionRouteDeps): readonly Route[] => [
  suppressRoute(deps),
  filterRoute(deps),
  checkRoute(deps),
  fieldsRoute(deps),
  changeRoute(deps, 'end', 'Ends a suppression or filter before it expires'),
  changeRoute(deps, 'disable', 'Switches a filter off; it can be switched on again until it expires'),
  changeRoute(deps, 'enable', 'Switches a filter on'),
];

const suppressRoute = (deps: SuppressionRouteDeps): Route =>
  defineRoute({
    ...{ method: 'POST', path, access: 'finding:triage' },
    operation: 'suppression.create',
    summary:
      'Suppresses findings of a rule or correlation about one entity, or about every entity, of one company',
    body: suppressBody,
    reply: madeBody,
    status: 201,
    handler: async ({ tx, principal, body, touch }) => {
      const made = await suppress(tx, deps, principal, { ...body, ...termsOf(body) });
      if (!made.ok) return made;
      touch({ type: 'suppression', id: made.value.id }, made.value.companyId);
      return ok(toMadeBody(made.value));
    },
  });

const termsOf = ({
  companyId,
  ownerId,
}: {
  readonly companyId: string;
  readonly ownerId?: string | undefined;
}) => ({
  companyId: companyId as CompanyId,
  ownerId: (ownerId ?? null) as UserId | null,
});

const filterRoute = (deps: SuppressionRouteDeps): Route =>
  defineRoute({
    ...{ method: 'POST', path: `${path}/filters`, access: 'rule:write' },
    operation: 'suppression.create_filter',
    summary: 'Excludes events from rules in one company, by a Sigma filter or by fields of an event',
    body: filterBody,
    reply: madeBody,
    status: 201,
    handler: async ({ tx, principal, body, touch }) => {
      await deps.book.upToDate(tx);
      const yaml = textOf(deps, body);
      if (!yaml.ok) return yaml;
      const made = await addFilter(tx, deps, principal, { ...body, ...termsOf(body), yaml: yaml.value });
      if (!made.ok) return made;
      touch({ type: 'suppression', id: made.value.id }, made.value.companyId);
      return ok(toMadeBody(made.value));
    },
  });

/** The text that was given, or the one that says what was chosen. */
function textOf(
  { book }: SuppressionRouteDeps,
  { exclude, yaml }: z.output<typeof filterCheckBody>,
): Result<string, Failure> {
  if ((yaml === undefined) === (exclude === undefined))
    return err({ code: 'invalid_request', message: 'Give either yaml or exclude.' });
  if (exclude === undefined) return ok(yaml ?? '');
  const rules = book.current().rules.filter(({ id }) => exclude.ruleIds.includes(id));
  if (rules.length < new Set(exclude.ruleIds).size)
    return err({
      code: 'suppression_rule',
      message: 'One of the rules is not in force, or is a correlation.',
    });
  return written(rules, exclude);
}

function written(
  rules: readonly SigmaRule[],
  { anyRule, fields, ruleIds, title }: NonNullable<z.output<typeof filterCheckBody>['exclude']>,
): Result<string, Failure> {
  const logSource = commonLogSource(rules);
  if (Object.values(logSource).every((part) => part === null))
    return err({
      code: 'filter_without_rule',
      message: 'The rules have no part of their log source in common. Make a filter for each.',
    });
  return filterTextOf({ title, fields, logSource, ruleIds: anyRule ? null : [...new Set(ruleIds)].sort() });
}

const checkRoute = (deps: SuppressionRouteDeps): Route =>
  defineRoute({
    ...{ method: 'POST', path: `${path}/filters/check`, access: 'rule:write' },
    operation: 'suppression.check_filter',
    summary: 'Whether a filter can be read, and which rules it is about; nothing is saved',
    body: filterCheckBody,
    reply: filterCheckedBody,
    handler: async ({ tx, body }) => {
      await deps.book.upToDate(tx);
      const yaml = textOf(deps, body);
      if (!yaml.ok) return yaml;
      return ok(toCheckedBody(yaml.value, readFilterText(yaml.value, deps.book.current().rules)));
    },
  });

const fieldsRoute = ({ book, clickhouse }: SuppressionRouteDeps): Route =>
  defineRoute({
    ...{ method: 'GET', path: '/events/:id/filter-fields', access: 'rule:write' },
    operation: 'suppression.event_fields',
    summary: 'The fields of an event that a filter can name, and those by which a rule matches it',
    params: idParams,
    query: fieldsQuery,
    reply: fieldsBody,
    handler: async ({ principal, params, query }) => {
      const scope = searchScope(principal, query.companyId);
      const [row] = await recordsByIds(clickhouse(), scope, [params.id as EventId]);
      const event = row === undefined ? null : storedEvent(row);
      if (event === null)
        return err({ code: 'event_not_judged', message: 'There is no such event that rules judge.' });
      const rule = book.current().rules.find(({ id }) => id === query.ruleId);
      const [match] = rule === undefined ? [] : createMatcher([rule])(event);
      const matched = new Set(match?.fields.flatMap(({ field }) => field ?? []) ?? []);
      const items = fieldsOf(event.record).map((each) => ({ ...each, matched: matched.has(each.field) }));
      return ok({ items, logSource: event.logSource });
    },
  });

const changeRoute = (
  deps: SuppressionRouteDeps,
  change: Exclude<SuppressionChange, 'create'>,
  summary: string,
): Route =>
  defineRoute({
    ...{ method: 'POST', path: `${path}/:id/${change}`, access: 'finding:triage' },
    operation: `suppression.${change}`,
    summary,
    params: idParams,
    body: changeBody,
    reply: suppressionDetailBody,
    handler: async ({ tx, principal, params, body, clock, touch }) => {
      const id = params.id as SuppressionId;
      const changed = await changeSuppression(tx, deps, principal, id, { change, reason: body.reason });
      if (!changed.ok) return changed;
      touch({ type: 'suppression', id }, changed.value.companyId);
      return ok(toSuppressionDetailBody(changed.value, await stepsOf(tx, changed.value), clock.now()));
    },
  });
