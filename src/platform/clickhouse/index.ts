/** ClickHouse for the telemetry tables: embedded (the engine in a child process) or external, behind one client. */
export {
  asClickHouseError,
  ClickHouseUnavailableError,
  isRetryable,
  isTooComplex,
  isTooLong,
} from './clickhouse-error.ts';
export {
  companyFilter,
  createScopedReader,
  type CompanyFilter,
  type CompanyScope,
  type ScopedQuery,
  type ScopedReader,
} from './company-scope.ts';
export { companyTables, eraseCompanyRows } from './company-rows.ts';
export { engineRelease } from './engine-release.ts';
export { dropFrozen, engineFolder, frozenFolder, prepareFreeze } from './frozen.ts';
export { insertBlock, type InsertBlock } from './insert.ts';
export {
  appliedTo as appliedToClickHouse,
  checkMigrations as checkClickHouseMigrations,
  inspectClickHouse,
  migrateClickHouse,
  type AppliedMigration,
  type MigrationState,
} from './migrate.ts';
export { MigrationError, readMigrations, type Migration, type MigrationProblem } from './migration-file.ts';
export {
  mutate,
  MutationAbandonedError,
  MutationError,
  mutationsDone,
  type Mutation,
  type MutationWait,
} from './mutation.ts';
export { readBinary, readRows, streamRows, type ReadQuery } from './query.ts';
export {
  ClickHouseUrlError,
  EngineVersionError,
  startClickHouse,
  type ClickHouseHandle,
  type ClickHouseOptions,
  type ClickHouseState,
} from './start.ts';
export { isNewer as isNewerRelease } from './server/engine-version.ts';
export { tabSeparatedRow, type TabSeparatedValue } from './tab-separated.ts';
