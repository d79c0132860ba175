import { newId, systemScope, type CompanyId } from '../../../kernel/index.ts';
import { inScope, type Db } from '../../../platform/postgres/index.ts';
import { nextVersion } from '../suppression-set-store.ts';
import { closeSpan, insertSuppression, openSpan } from '../suppression-store.ts';
import type { SuppressionId, SuppressionSubject } from '../suppression.ts';

const scope = systemScope('test');

/** A suppression from one moment up to another, written straight into the database; it stays known until `endAt` says otherwise. */
export async function addSuppression(
  db: Db,
  companyId: CompanyId,
  subject: SuppressionSubject,
  from: Date,
  until: Date,
): Promise<SuppressionId> {
  const id = newId<'suppression'>(from);
  const by = { id: newId<'user'>(from), name: 'Ada' };
  await inScope(db, scope, async (tx) => {
    const version = await nextVersion(tx);
    await insertSuppression(tx, {
      ...{
        id,
        companyId,
        subject,
        title: 'test',
        owner: by,
        reason: 'test',
        expiresAt: until,
        createdAt: from,
      },
      ...{ isEnabled: true, createdBy: by, end: null, matchCount: 0, lastMatchAt: null },
    });
    await openSpan(tx, { id, companyId }, version, from);
  });
  return id;
}

/** Ends it at a moment, as of the next version. */
export const endAt = (db: Db, companyId: CompanyId, id: SuppressionId, at: Date): Promise<void> =>
  inScope(db, scope, async (tx) => closeSpan(tx, { id, companyId }, await nextVersion(tx), at));
