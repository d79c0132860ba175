/**
 * The slice of security events: sources, intake up to the acknowledged append, parsing and normalisation to OCSF,
 * the event table, and search.
 */
export type {
  Attribution,
  Json,
  JsonObject,
  LogSource,
  OcsfEvent,
  ParsedEvent,
  RawRecord,
  RecordFormat,
  UnparsedEvent,
  UnparsedReason,
} from './event.ts';
export { unparsedReasons } from './event.ts';
export { batchToken, type SpooledBatch } from './drain/batch-source.ts';
export { completeUntil, noteComplete } from './drain/watermark-store.ts';
export { startDrain, type Drain } from './drain/drain-service.ts';
export { holdCompanies, type BatchCompany } from './drain/batch-company-store.ts';
export { createEvents, type Events, type EventsDeps } from './event-service.ts';
export { readLimits } from './event-read-store.ts';
export { allEvents, countEvents, eventsByIds, insertEvents } from './event-store.ts';
export { createRowEncoder, eventRow } from './event-row.ts';
export { recordsByIds, streamRecords, type RowCondition } from './record-store.ts';
export type { StoredRow } from './event-rows-schema.ts';
export type { EventRange } from './event-sql.ts';
export { searchScope } from './event-request.ts';
export { storedEvent, type StoredRaw } from './stored-event.ts';
export { recordForms } from './stored-record.ts';
export { readEventFile, type FileRecord } from './file/event-file.ts';
export {
  createIntakeCounters,
  dropReasons,
  transports,
  type IntakeCounters,
  type Transport,
} from './intake/counters.ts';
export type { IntakeView } from './intake-status-routes.ts';
export { forgetSearchesOf } from './saved-search/saved-search-store.ts';
export { resolveRange } from './search/time-range.ts';
export { heardLogSources, storedLogSources } from './statistics/log-source-store.ts';
export { recordKinds, type RecordKind, type RecordKinds } from './statistics/record-kind-store.ts';
export { countSources } from './source/source-store.ts';
export { decodeFrame, decodeFrameHeader } from './intake/frame-codec.ts';
export { createInflightBudget, type InflightBudget } from './intake/inflight-budget.ts';
export { openIntakeSpool, type IntakeSpool } from './intake/intake-spool.ts';
export { createNdjsonIntake, type NdjsonIntake } from './intake/ndjson-intake.ts';
export { listenRelp } from './intake/relp.ts';
export type { Listener } from './intake/stream-listener.ts';
export type { SyslogDeps } from './intake/syslog-deps.ts';
export { listenSyslogTcp } from './intake/syslog-tcp.ts';
export { listenSyslogUdp, type UdpListener } from './intake/syslog-udp.ts';
export { windowsLogSource } from './parse/windows-log-source.ts';
export { parserFolders } from './parse/parser-folders.ts';
export { parseObject, parseRecord, parserNames } from './parse/parse.ts';
export { openLiveDirectory, type LiveDirectory } from './source/live-directory-service.ts';
export {
  addIntakeCounts,
  intakeTotals,
  receivedByHour,
  silentSources,
  type IntakeTally,
} from './tally/tally-store.ts';
export { addDrops, type IntakeDrop } from './tally/drop-store.ts';
export { balance, sumsOf } from './reconciliation/reconciliation.ts';
export { sourceCounts, sourceRows } from './reconciliation/reconciliation-store.ts';
export { startOfHour } from './reconciliation/reconciliation-routes.ts';
export { queueErasure } from './storage/erasure-service.ts';
export { queueRetention } from './storage/retention-service.ts';
export { listSilences, type SourceSilence } from './silence/silence-store.ts';
export {
  eventTable,
  receivedAtOfEventId,
  receivedOfEventId,
  retentionUntil,
  type RetainedTable,
} from './storage/retention.ts';
export { listUsedQuotas, type CompanyStorage } from './storage/company-storage-store.ts';
export type { MailAdmins, StorageDeps } from './storage/storage-deps.ts';
