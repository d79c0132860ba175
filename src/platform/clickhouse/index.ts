/** ClickHouse for the telemetry tables: embedded (the engine in a child process) or external, behind one client. */
export { asClickHouseError, ClickHouseUnavailableError, isRetryable } from './clickhouse-error.ts';
export {
  companyFilter,
  createScopedReader,
  type CompanyFilter,
  type CompanyScope,
  type ScopedQuery,
  type ScopedReader,
} from './company-scope.ts';
export { companyTables, eraseCompanyRows } from './company-rows.ts';
export { insertBlock, type InsertBlock } from './insert.ts';
export { migrateClickHouse, type AppliedMigration } from './migrate.ts';
export { MigrationError, readMigrations, type Migration, type MigrationProblem } from './migration-file.ts';
export {
  mutate,
  MutationAbandonedError,
  MutationError,
  mutationsDone,
  type Mutation,
  type MutationWait,
} from './mutation.ts';
export { readRows, streamRows, type ReadQuery } from './query.ts';
export {
  ClickHouseUrlError,
  startClickHouse,
  type ClickHouseHandle,
  type ClickHouseOptions,
  type ClickHouseState,
} from './start.ts';
export { tabSeparatedRow, type TabSeparatedValue } from './tab-separated.ts';
