import type { Config } from '../../platform/config/index.ts';

/** Why a configuration's stores cannot be backed up by us, or null. */
export function externalStore({
  clickhouse,
  database,
}: Pick<Config, 'clickhouse' | 'database'>): string | null {
  const external = [
    ...(database.url === null ? [] : ['PostgreSQL (DATABASE_URL)']),
    ...(clickhouse.url === null ? [] : ['ClickHouse (CLICKHOUSE_URL)']),
  ];
  if (external.length === 0) return null;
  return (
    `${external.join(' and ')} runs outside of Tocsin, which does not copy it. Stop Tocsin, back up both with their ` +
    'own tools together with the folder spool, and start it again: docs/guide/backup-and-upgrade.md says how.'
  );
}
