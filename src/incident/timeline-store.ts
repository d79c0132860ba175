import { newId, type CompanyId, type Id, type IncidentId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { tables } from './incident-tables-store.ts';
import type { NewTimelineEntry, TimelineEntry } from './timeline.ts';

const longestText = 10_000;
const mostEntries = 5_000;

export async function appendEntry(tx: Tx, entry: NewTimelineEntry, at: Date): Promise<void> {
  await tables(tx)
    .insertInto('incident_timeline')
    .values({
      id: newId(at),
      incident_id: entry.incidentId,
      company_id: entry.companyId,
      at,
      kind: entry.kind,
      actor_kind: entry.actor.kind,
      actor_id: entry.actor.id,
      actor_name: entry.actor.name,
      text: entry.text.slice(0, longestText),
      visibility: entry.visibility,
      data: JSON.stringify(entry.data),
    })
    .execute();
}

/** An incident's entries in the order in which they were written. The scope decides which are seen. */
export async function readTimeline(
  tx: Tx,
  incidentId: IncidentId,
  view: 'staff' | { readonly companyId: CompanyId },
): Promise<readonly TimelineEntry[]> {
  const rows = await tables(tx)
    .selectFrom('incident_timeline')
    .select([
      'incident_timeline.id',
      'incident_timeline.at',
      'incident_timeline.kind',
      'incident_timeline.actor_kind',
      'incident_timeline.actor_id',
      'incident_timeline.actor_name',
      'incident_timeline.text',
      'incident_timeline.visibility',
      'incident_timeline.company_id',
      'incident_timeline.data',
    ])
    .where('incident_timeline.incident_id', '=', incidentId)
    .$if(view !== 'staff', (query) =>
      query.where('incident_timeline.visibility', '=', 'customer').where((column) => {
        const forAll = column('incident_timeline.company_id', 'is', null);
        return view === 'staff'
          ? forAll
          : column.or([forAll, column('incident_timeline.company_id', '=', view.companyId)]);
      }),
    )
    .orderBy('incident_timeline.position')
    .limit(mostEntries)
    .execute();
  return rows.map((row) => ({
    id: row.id as Id<'timeline_entry'>,
    at: row.at,
    kind: row.kind,
    actor: view === 'staff' ? { kind: row.actor_kind, id: row.actor_id, name: row.actor_name } : null,
    text: row.text,
    visibility: row.visibility,
    companyId: row.company_id as CompanyId | null,
    data: row.data,
  }));
}
