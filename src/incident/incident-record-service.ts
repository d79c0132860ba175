import type { Actor } from '../identity/index.ts';
import type { Clock, CompanyId, IncidentId } from '../kernel/index.ts';
import { announce } from '../platform/live/index.ts';
import { publishFact } from '../platform/outbox/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { readAffectedOf } from './affected-store.ts';
import type { NewTimelineEntry } from './timeline.ts';
import { appendEntry } from './timeline-store.ts';

/**
 * Writes an entry on an incident's timeline and tells open pages, in the caller's transaction. Slices above record
 * what they did for an incident through this.
 */
export async function recordEntry(tx: Tx, clock: Clock, entry: NewTimelineEntry): Promise<void> {
  await appendEntry(tx, entry, clock.now());
  await announceIncident(tx, entry.incidentId);
}

/** Tells the provider's pages and those of the affected companies. */
export async function announceIncident(tx: Tx, incidentId: IncidentId): Promise<void> {
  await announce(tx, { topic: 'incident', id: incidentId, companyId: null });
  for (const company of await readAffectedOf(tx, incidentId)) {
    if (company.state !== 'cleared')
      await announce(tx, { topic: 'incident', id: incidentId, companyId: company.companyId });
  }
}

/** An entry that staff alone see. */
export const internal = (
  incidentId: IncidentId,
  actor: Actor,
  kind: NewTimelineEntry['kind'],
  text: string,
  data: NewTimelineEntry['data'] = {},
): NewTimelineEntry => ({ incidentId, kind, actor, text, visibility: 'internal', companyId: null, data });

/** An entry that every affected company sees, or only `companyId`. */
export const shown = (
  incidentId: IncidentId,
  actor: Actor,
  kind: NewTimelineEntry['kind'],
  text: string,
  data: NewTimelineEntry['data'] = {},
  companyId: CompanyId | null = null,
): NewTimelineEntry => ({ incidentId, kind, actor, text, visibility: 'customer', companyId, data });

export const emit = (
  tx: Tx,
  clock: Clock,
  name: string,
  payload: Readonly<Record<string, unknown>>,
  companyId: CompanyId | null = null,
): Promise<void> => publishFact(tx, clock, { name, companyId, payload });
