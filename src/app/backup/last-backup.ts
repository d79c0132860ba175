import { recentActions } from '../../activity/index.ts';
import { systemScope } from '../../kernel/index.ts';
import { inScope, type Db } from '../../platform/postgres/index.ts';

/** Event name in the Activity Log of a finished backup. */
export const backupMade = 'backup.create';

/** When the newest backup that the Activity Log knows was made. */
export async function lastBackup(db: Db): Promise<Date | null> {
  const [newest] = await inScope(db, systemScope('backup'), (tx) => recentActions(tx, backupMade, 1));
  return newest?.at ?? null;
}
