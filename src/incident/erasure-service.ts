import { eraseRecordsAbout } from '../activity/index.ts';
import { mentionTest, systemActor, type ErasedCompany } from '../identity/index.ts';
import type { Clock, CompanyId, IncidentId } from '../kernel/index.ts';
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

/** An incident on its way to forget a company, or to go with it. */
export interface ForgottenIncident {
  readonly id: IncidentId;
  /** Whether it touches others too: then it stays. */
  readonly isShared: boolean;
  /** The company that leaves. */
  readonly companyId: CompanyId;
  /** Whether a text names it or what its findings were about; in an incident that goes, every text. */
  readonly isNamed: (text: string) => boolean;
  /** The incident's title; different afterwards when it named the company. */
  readonly title: { readonly before: string; readonly after: string };
}

/**
 * Before the company's own rows go (KEEP-9): an incident that touches nobody else is left to go with them, and so do the Activity
 * Log's records about it; one that touches others keeps nothing that names the company. `forget` is called with
 * each of them, for what slices above have written there.
 */
export async function eraseFromIncidents(
  tx: Tx,
  clock: Clock,
  erased: ErasedCompany,
  forget: (incident: ForgottenIncident) => Promise<void>,
): Promise<ErasedIncidents> {
  const done = { incidents: 0, sharedIncidents: 0, timelineEntries: 0, activityRecords: 0 };
  for (const { id, isShared } of await touchedIncidents(tx, erased.companyId)) {
    if (!isShared) {
      done.incidents += 1;
      done.activityRecords += await eraseRecordsAbout(tx, id, () => true);
      const title = { before: '', after: '' };
      await forget({ id, isShared, companyId: erased.companyId, isNamed: () => true, title });
      continue;
    }
    done.sharedIncidents += 1;
    const forgotten = await forgetIn(tx, clock, id, erased);
    if (forgotten === null) continue;
    done.timelineEntries += forgotten.entries;
    await forget(forgotten.incident);
    const { isNamed } = forgotten.incident;
    const isErased = (text: string): boolean => text.includes(erased.companyId) || isNamed(text);
    done.activityRecords += await eraseRecordsAbout(tx, id, isErased);
  }
  return done;
}

async function forgetIn(
  tx: Tx,
  clock: Clock,
  id: IncidentId,
  { companyId, words }: ErasedCompany,
): Promise<{ readonly incident: ForgottenIncident; readonly entries: number } | null> {
  const incident = await lockIncident(tx, id);
  if (incident === null) return null;
  const findings = await readFindings(tx, id);
  const isNamed = mentionTest([...words, ...findingWords(findings, companyId)]);
  const title = titleAfter(incident, findings, companyId, isNamed);
  const isSummaryNamed = incident.summary !== null && isNamed(incident.summary);
  if (title !== incident.title || isSummaryNamed) {
    await saveEdit(tx, id, { title, ...(isSummaryNamed ? { summary: erasedText } : {}) }, clock.now());
  }
  const timeline = await readTimeline(tx, id, 'staff');
  const entries = await eraseEntries(tx, id, sortEntries(timeline, companyId, isNamed));
  const mark = internal(id, systemActor('identity-off-board'), 'company_erased', erasedEntryText);
  await recordEntry(tx, clock, mark);
  const titles = { before: incident.title, after: title };
  return { incident: { id, isShared: true, companyId, isNamed, title: titles }, entries };
}
