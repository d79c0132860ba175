import { eraseRecordsAbout } from '../activity/index.ts';
import { mentionTest, systemActor, type ErasedCompany } from '../identity/index.ts';
import type { Clock, IncidentId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { eraseEntries, touchedIncidents } from './erasure-store.ts';
import { erasedEntryText, erasedText, findingWords, sortEntries, titleAfter } from './erasure.ts';
import { readFindings } from './finding-store.ts';
import { internal, recordEntry } from './incident-record-service.ts';
import { lockIncident, saveEdit } from './incident-store.ts';
import { readTimeline } from './timeline-store.ts';

/** What erasing a company did to incidents: those that it was alone in go, others forget it. */
export interface ErasedIncidents {
  readonly incidents: number;
  readonly sharedIncidents: number;
  readonly timelineEntries: number;
  readonly activityRecords: number;
}

/**
 * Before the company's own rows go (INC-13): an incident that touches nobody else is left to go with them, and so do the Activity
 * Log's records about it; one that touches others keeps nothing that names the company. `forget` is called with
 * each of the latter, for what slices above have written there.
 */
export async function eraseFromIncidents(
  tx: Tx,
  clock: Clock,
  erased: ErasedCompany,
  forget: (incidentId: IncidentId, isNamed: (text: string) => boolean) => Promise<void>,
): Promise<ErasedIncidents> {
  const done = { incidents: 0, sharedIncidents: 0, timelineEntries: 0, activityRecords: 0 };
  for (const { id, isShared } of await touchedIncidents(tx, erased.companyId)) {
    if (!isShared) {
      done.incidents += 1;
      done.activityRecords += await eraseRecordsAbout(tx, id, () => true);
      continue;
    }
    const findings = await readFindings(tx, id);
    const isNamed = mentionTest([...erased.words, ...findingWords(findings, erased.companyId)]);
    done.sharedIncidents += 1;
    done.timelineEntries += await forgetIn(tx, clock, id, erased, isNamed);
    await forget(id, isNamed);
    done.activityRecords += await eraseRecordsAbout(
      tx,
      id,
      (text) => text.includes(erased.companyId) || isNamed(text),
    );
  }
  return done;
}

async function forgetIn(
  tx: Tx,
  clock: Clock,
  id: IncidentId,
  { companyId }: ErasedCompany,
  isNamed: (text: string) => boolean,
): Promise<number> {
  const incident = await lockIncident(tx, id);
  if (incident === null) return 0;
  const title = titleAfter(incident, await readFindings(tx, id), companyId, isNamed);
  const isSummaryNamed = incident.summary !== null && isNamed(incident.summary);
  if (title !== incident.title || isSummaryNamed) {
    await saveEdit(tx, id, { title, ...(isSummaryNamed ? { summary: erasedText } : {}) }, clock.now());
  }
  const entries = await readTimeline(tx, id, 'staff');
  const changed = await eraseEntries(tx, id, sortEntries(entries, companyId, isNamed));
  const mark = internal(id, systemActor('identity-off-board'), 'company_erased', erasedEntryText);
  await recordEntry(tx, clock, mark);
  return changed;
}
