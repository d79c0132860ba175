import { actorOf, defineRoute, type Route } from '../identity/index.ts';
import { incidentFactsOf, incidentParams } from '../incident/index.ts';
import { err, ok, type Clock, type IncidentId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import {
  attachBody,
  localeQuery,
  planAnswer,
  playbookPage,
  showPlan,
  showPlaybook,
  stepBody,
  stepParams,
} from './plan-schema.ts';
import { attachPlan, changeStep } from './plan-service.ts';
import { readPlan } from './plan-store.ts';
import type { PlaybookLibrary } from './playbook-folder.ts';
import type { Locale } from './playbook.ts';

export interface PlaybookRouteDeps {
  readonly clock: Clock;
  readonly library: PlaybookLibrary;
}

const answer = async (tx: Tx, incidentId: IncidentId, locale: Locale) =>
  ok(showPlan(await readPlan(tx, incidentId), locale));

export function playbookRoutes({ clock, library }: PlaybookRouteDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/playbooks',
      operation: 'playbook.list',
      summary: 'Playbooks that can be attached to an incident',
      access: 'rule:read',
      query: localeQuery,
      reply: playbookPage,
      handler: ({ query }) => {
        const items = library.playbooks.map((playbook) => showPlaybook(playbook, query.locale));
        return Promise.resolve(ok({ items, nextCursor: null, refused: [...library.refused] }));
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/incidents/:id/plan',
      operation: 'plan.get',
      summary: 'The plan that an incident follows; null for a customer',
      access: 'incident:read',
      params: incidentParams,
      query: localeQuery,
      reply: planAnswer,
      handler: async ({ tx, params, query }) => {
        const incident = await incidentFactsOf(tx, params.id);
        if (incident === null) return err({ code: 'not_found', message: 'There is no such incident.' });
        return answer(tx, params.id, query.locale);
      },
    }),
    ...changeRoutes(clock, library),
  ];
}

function changeRoutes(clock: Clock, { playbooks }: PlaybookLibrary): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/incidents/:id/plan',
      operation: 'plan.attach',
      summary: 'Gives an incident the steps of a playbook',
      access: 'plan:write',
      params: incidentParams,
      query: localeQuery,
      body: attachBody,
      reply: planAnswer,
      status: 201,
      handler: async ({ tx, principal, params, query, body, touch }) => {
        touch({ type: 'incident', id: params.id }, null);
        const deps = { clock, playbooks };
        const done = await attachPlan(tx, deps, actorOf(principal), params.id, body.playbookId);
        return done.ok ? answer(tx, params.id, query.locale) : done;
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/plan-steps/:id',
      operation: 'plan.change_step',
      summary: 'Starts, ends, skips or reopens a step; returns the plan',
      access: 'plan:write',
      params: stepParams,
      query: localeQuery,
      body: stepBody,
      reply: planAnswer,
      handler: async ({ tx, principal, params, query, body, touch }) => {
        touch({ type: 'plan_step', id: params.id }, null);
        const by = { id: principal.userId, name: principal.name };
        const change = { stepId: params.id, status: body.status, note: body.note, by };
        const done = await changeStep(tx, clock, actorOf(principal), change);
        return done.ok ? answer(tx, done.value, query.locale) : done;
      },
    }),
  ];
}
