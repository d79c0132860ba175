import type { z } from 'zod';
import { actorOf, type Principal } from '../identity/index.ts';
import { incidentNames } from '../incident/index.ts';
import { err, ok, type IncidentId, type Result } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { markMeasure } from './measure-store.ts';
import type { receivedNoticeReply } from './notice-schema.ts';
import { readNotice, type Notice } from './notice-store.ts';
import type { NotificationDeps } from './notification-deps.ts';
import { takeSystemScope } from './notification-tables-store.ts';
import { measuresOfNotices, noticeOfMeasure, receivedNotices } from './received-notice-store.ts';
import { recordTick } from './tracking-service.ts';

type Reply = z.input<typeof receivedNoticeReply>;

const mostShown = 200;

/** Notices that the caller's own company was sent about incidents that it may see, newest first (NOT-28). */
export async function showReceived(
  tx: Tx,
  { companyId }: Principal,
  incidentId: IncidentId | null,
): Promise<readonly Reply[]> {
  const notices = await receivedNotices(tx, companyId, { incidentId, limit: mostShown });
  const names = await incidentNames(
    tx,
    notices.map((notice) => notice.incidentId),
  );
  const visible = notices.filter((notice) => names.has(notice.incidentId));
  const measures = await measuresOfNotices(
    tx,
    companyId,
    visible.map(({ id }) => id),
  );
  return visible.map((notice) => ({
    ...notice,
    incidentNumber: names.get(notice.incidentId)?.number ?? '',
    measures: [...(measures.get(notice.id) ?? [])],
  }));
}

const missing: Failure = { code: 'not_found', message: 'There is no such measure, or it is not yours.' };

/** A user of a company says that a measure which it was recommended is done, or is not after all (NOT-28). */
export async function tickReceived(
  tx: Tx,
  deps: NotificationDeps,
  principal: Principal,
  tick: { readonly measureId: string; readonly done: boolean },
): Promise<Result<Notice, Failure>> {
  const { companyId } = principal;
  const noticeId = await noticeOfMeasure(tx, companyId, tick.measureId);
  if (noticeId === null) return err(missing);
  const received = await receivedNotices(tx, companyId, { incidentId: null, limit: mostShown });
  const notice = await readNotice(tx, noticeId);
  if (notice === null || !received.some(({ id }) => id === noticeId)) return err(missing);
  if (!(await incidentNames(tx, [notice.incidentId])).has(notice.incidentId)) return err(missing);
  // A company may not write notices; that this measure is its own was found out above, in its own scope.
  await takeSystemScope(tx, 'measure');
  const changed = await markMeasure(tx, noticeId, tick.measureId, tick.done ? deps.clock.now() : null);
  if (changed !== null)
    await recordTick(tx, deps, notice, actorOf(principal), { ...tick, text: changed.text });
  return ok(notice);
}
