import type { Db } from '../../platform/postgres/index.ts';
import { lastBackup } from '../backup/last-backup.ts';
import type { OnUpgrade, Upgrade } from './stores.ts';

/** Says what a newer version is about to do to older data, and whether there is a backup to go back to. */
export const announceUpgrade =
  (say: (text: string) => void): OnUpgrade =>
  async (upgrade, { db }) =>
    say(upgradeText(upgrade, await backupTime(db)));

/** Data may be too old to have an Activity Log. */
const backupTime = (db: Db): Promise<Date | null> => lastBackup(db).catch(() => null);

export function upgradeText({ clickhouse, postgres }: Upgrade, backupAt: Date | null): string {
  const line = (name: string, { from, pending }: Upgrade['postgres']): string[] =>
    pending.length === 0 ? [] : [`  ${name}: from ${from}, ${pending.join(', ')}`];
  return [
    'The data were made by an older version and are being upgraded:',
    ...line('PostgreSQL', postgres),
    ...line('ClickHouse', clickhouse),
    backupAt === null
      ? 'No backup is on record. Without one there is no way back to the older version.'
      : `The way back to the older version is a backup; the last one on record is of ${backupAt.toISOString()}.`,
    '',
  ].join('\n');
}
