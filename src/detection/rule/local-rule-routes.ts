import type { z } from 'zod';
import { defineRoute, type Principal, type Route, type RouteContext } from '../../identity/index.ts';
import { err, ok, type Result } from '../../kernel/index.ts';
import type { Failure } from '../../platform/http/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import { stateOf, type RuleInput } from './local-rule.ts';
import { createLocalRule, moveRule, saveLocalRule, type LocalRuleDeps } from './local-rule-service.ts';
import { findSaved } from './local-rule-store.ts';
import { checkRule } from './rule-check-service.ts';
import { toSavedBody } from './rule-routes.ts';
import {
  activateBody,
  checkBody,
  checkedBody,
  createRuleBody,
  enableBody,
  movedBody,
  reasonBody,
  releaseBody,
  ruleParams,
  savedBody,
  saveRuleBody,
  versionParams,
} from './rule-schema.ts';

/** Writing rules, and putting them into and out of force. */
export const localRuleRoutes = (deps: LocalRuleDeps): readonly Route[] => [
  ...savingRoutes(deps),
  versionRoute,
  ...movingRoutes(deps),
];

function savingRoutes(deps: LocalRuleDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/rules/check',
      operation: 'rule.check',
      summary: 'Whether a text can be read as a rule, and what its tests say; nothing is saved',
      access: 'rule:read',
      body: checkBody,
      reply: checkedBody,
      handler: async ({ tx, body }) => {
        await deps.book.upToDate(tx);
        return ok(checkRule(deps, body.yaml, body.tests));
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/rules',
      operation: 'rule.create',
      summary: 'Saves a rule of the installation’s own; under the id of a shipped rule it is an overlay',
      access: 'rule:write',
      body: createRuleBody,
      reply: savedBody,
      status: 201,
      handler: async ({ tx, principal, body, touch }) => {
        const saved = await createLocalRule(tx, deps, principal, { ...body, mergedWith: null });
        if (!saved.ok) return saved;
        touch({ type: 'rule', id: saved.value.ruleId });
        return ok(toSavedBody(saved.value));
      },
    }),
    defineRoute({
      method: 'PUT',
      path: '/rules/:id',
      operation: 'rule.save',
      summary: 'Saves the next version of a local rule; what is in force stays in force',
      access: 'rule:write',
      params: ruleParams,
      body: saveRuleBody,
      reply: savedBody,
      handler: async ({ tx, principal, params, body, touch }) => {
        touch({ type: 'rule', id: params.id });
        const saved = await saveLocalRule(tx, deps, principal, params.id, body);
        return saved.ok ? ok(toSavedBody(saved.value)) : saved;
      },
    }),
  ];
}

const versionRoute = defineRoute({
  method: 'GET',
  path: '/rules/:id/versions/:version',
  operation: 'rule_version.get',
  summary: 'A saved version of a local rule',
  access: 'rule:read',
  params: versionParams,
  reply: savedBody,
  handler: async ({ tx, params }) => {
    const saved = await findSaved(tx, params.id, params.version);
    return saved === null
      ? err({ code: 'rule_version_not_found', message: 'The rule has no such version.' })
      : ok(toSavedBody(saved));
  },
});

type Moved = Promise<Result<z.input<typeof movedBody>, Failure>>;
type Context = Pick<
  RouteContext<typeof ruleParams, undefined, undefined, 'rule:write'>,
  'params' | 'touch'
> & {
  readonly tx: Tx;
  readonly principal: Principal;
};

function movingRoutes(deps: LocalRuleDeps): readonly Route[] {
  const move = mover(deps);
  const common = { method: 'POST', access: 'rule:write', params: ruleParams, reply: movedBody } as const;
  return [
    defineRoute({
      ...common,
      path: '/rules/:id/activate',
      operation: 'rule.activate',
      summary: 'Puts a saved version into force, when its own tests pass',
      body: activateBody,
      handler: (context) => move(context, { kind: 'activate', version: context.body.version }, context.body),
    }),
    defineRoute({
      ...common,
      path: '/rules/:id/disable',
      operation: 'rule.disable',
      summary: 'Takes a rule out of force, a shipped one too',
      body: reasonBody,
      handler: (context) => move(context, { kind: 'disable' }, context.body),
    }),
    defineRoute({
      ...common,
      path: '/rules/:id/enable',
      operation: 'rule.enable',
      summary: 'Puts a disabled rule back into force as it was',
      body: enableBody,
      handler: (context) => move(context, { kind: 'enable' }, context.body),
    }),
    defineRoute({
      ...common,
      path: '/rules/:id/release',
      operation: 'rule.release',
      summary: 'Puts a rule that is in quarantine back into force, and lets it cost what it costs for a time',
      body: releaseBody,
      handler: (context) => move(context, { kind: 'release' }, context.body),
    }),
    defineRoute({
      ...common,
      path: '/rules/:id/withdraw',
      operation: 'rule.withdraw',
      summary: 'Takes a local rule out of force; the shipped rule with its id is in force again',
      body: reasonBody,
      handler: (context) => move(context, { kind: 'withdraw' }, context.body),
    }),
  ];
}

interface MoveBody {
  readonly reason: string;
  readonly withoutTests?: boolean;
  readonly exemptHours?: number | null;
}

const mover =
  (deps: LocalRuleDeps) =>
  async (
    { tx, principal, params, touch }: Context,
    input: RuleInput,
    { exemptHours = null, reason, withoutTests = false }: MoveBody,
  ): Moved => {
    touch({ type: 'rule', id: params.id });
    if (withoutTests && reason === '')
      return err({ code: 'invalid_request', message: 'Say why the rule comes into force without tests.' });
    const moved = await moveRule(tx, deps, principal, params.id, {
      ...{ input, reason, withoutTests, exemptHours },
    });
    if (!moved.ok) return moved;
    const { noHunt, setVersion, standing } = moved.value;
    const isShipped = deps.book.shipped.find(params.id) !== null;
    const state = stateOf({ id: params.id, isShipped, newestVersion: 1, standing });
    const version = state === null || state.kind === 'draft' ? null : state.version;
    return ok({ id: params.id, state: state?.kind ?? 'draft', version, setVersion, noHunt });
  };
