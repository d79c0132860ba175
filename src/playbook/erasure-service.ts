import { eraseRecordsAbout } from '../activity/index.ts';
import { erasedText, type ForgottenIncident } from '../incident/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { saveNote, stepNotes } from './plan-store.ts';

/**
 * Takes a company that leaves out of an incident's plans: notes that name it, and the Activity Log's records of the steps that
 * do. Plans of an incident that goes need no change themselves.
 */
export async function forgetInPlans(
  tx: Tx,
  { id, isShared, companyId, isNamed }: ForgottenIncident,
): Promise<{ readonly planNotes: number; readonly activityRecords: number }> {
  const done = { planNotes: 0, activityRecords: 0 };
  const isErased = (text: string): boolean => text.includes(companyId) || isNamed(text);
  for (const step of await stepNotes(tx, id)) {
    done.activityRecords += await eraseRecordsAbout(tx, step.id, isErased);
    if (!isShared || step.note === null || !isNamed(step.note)) continue;
    await saveNote(tx, step.id, erasedText);
    done.planNotes += 1;
  }
  return done;
}
