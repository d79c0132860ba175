import { defineRoute, type Principal, type Route } from '../identity/index.ts';
import { err, ok, type Result } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { noticeEditBody, noticeParams, noticeReply, rejectBody } from './notice-schema.ts';
import {
  approveNotice,
  editNotice,
  rejectNotice,
  resendNotice,
  revokeTracking,
  submitNotice,
} from './notice-service.ts';
import { readNotice, type Notice, type NoticeId } from './notice-store.ts';
import type { NotificationDeps } from './notification-deps.ts';
import { showNotice } from './notification-queries.ts';

type Change = (
  tx: Tx,
  deps: NotificationDeps,
  by: Principal,
  id: NoticeId,
) => Promise<Result<Notice, Failure>>;

export function noticeRoutes(deps: NotificationDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/notices/:id',
      operation: 'notice.get',
      summary: 'One notice with its mail, recipients and attempts',
      access: 'notice:read',
      params: noticeParams,
      reply: noticeReply,
      handler: async ({ tx, principal, params }) => {
        const notice = await readNotice(tx, params.id);
        if (notice === null) return err({ code: 'not_found', message: 'There is no such notice.' });
        return ok(await showNotice(tx, deps, principal, notice));
      },
    }),
    defineRoute({
      method: 'PATCH',
      path: '/notices/:id',
      operation: 'notice.edit',
      summary: 'Changes a draft',
      access: 'notice:write',
      params: noticeParams,
      body: noticeEditBody,
      reply: noticeReply,
      handler: async ({ tx, principal, params, body, touch }) => {
        const { recommendedMeasures, ...texts } = body;
        const edit = { ...texts, measures: recommendedMeasures?.map(({ text }) => text) };
        const done = await editNotice(tx, deps, principal, params.id, edit);
        if (!done.ok) return done;
        touch({ type: 'notice', id: params.id }, done.value.companyId);
        return ok(await showNotice(tx, deps, principal, done.value));
      },
    }),
    rejection(deps),
    change(deps, 'submit', 'Hands a draft in for approval', 'notice:write', submitNotice),
    change(
      deps,
      'approve',
      'Approves a notice as a second person; it is sent',
      'notice:approve',
      approveNotice,
    ),
    change(deps, 'resend', 'Sends a notice again to the contacts of today', 'notice:approve', resendNotice),
    change(deps, 'revoke-tracking', 'Makes the tracking link useless', 'notice:write', revokeTracking),
  ];
}

/** A route that moves a notice and needs no more than to be called. */
const change = (
  deps: NotificationDeps,
  verb: 'submit' | 'approve' | 'resend' | 'revoke-tracking',
  summary: string,
  access: 'notice:write' | 'notice:approve',
  apply: Change,
): Route =>
  defineRoute({
    method: 'POST',
    path: `/notices/:id/${verb}`,
    operation: `notice.${verb.replace('-', '_')}`,
    summary,
    access,
    params: noticeParams,
    reply: noticeReply,
    handler: async ({ tx, principal, params, touch }) => {
      const done = await apply(tx, deps, principal, params.id);
      if (!done.ok) return done;
      touch({ type: 'notice', id: params.id }, done.value.companyId);
      return ok(await showNotice(tx, deps, principal, done.value));
    },
  });

const rejection = (deps: NotificationDeps): Route =>
  defineRoute({
    method: 'POST',
    path: '/notices/:id/reject',
    operation: 'notice.reject',
    summary: 'Gives a notice back to its author',
    access: 'notice:approve',
    params: noticeParams,
    body: rejectBody,
    reply: noticeReply,
    handler: async ({ tx, principal, params, body, touch }) => {
      const done = await rejectNotice(tx, deps, principal, { id: params.id, reason: body.reason });
      if (!done.ok) return done;
      touch({ type: 'notice', id: params.id }, done.value.companyId);
      return ok(await showNotice(tx, deps, principal, done.value));
    },
  });
