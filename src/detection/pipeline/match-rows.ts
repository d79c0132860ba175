import { dayMs, type CompanyId, type EventId } from '../../kernel/index.ts';
import { receivedOfEventId, type RetainedTable } from '../../event/index.ts';
import { tabSeparatedRow } from '../../platform/clickhouse/index.ts';
import type { CorrelationRow } from '../correlation/row.ts';
import type { Entity } from '../finding/finding.ts';
import type { RuleMatch } from '../sigma/match.ts';
import type { Taken } from '../suppression/suppression-set.ts';

/** What a judge must know of an event beside what the parser made of it. */
export interface JudgedEvent {
  readonly companyId: CompanyId;
  readonly eventId: EventId;
  /** One sentence for people. */
  readonly message: string;
  /** The record as received. */
  readonly raw: string;
  /** Days since 1970-01-01 after which what is stored of it may go. */
  readonly retentionUntil: number;
}

/** Columns of `detection_match`, in the order of `matchRow`. */
export const matchColumns = [
  'company_id',
  'rule_id',
  'entity_type',
  'entity_value',
  'event_time',
  'event_id',
  'fields',
  'retention_until',
  'suppression_id',
  'is_excluded',
] as const;

/** Columns of `correlation_member`, in the order of `correlationRow`. */
export const correlationColumns = [
  'company_id',
  'correlation_id',
  'group_key',
  'event_time',
  'event_id',
  'rule_id',
  'value',
  'above',
  'retention_until',
  'origin',
  'rule_set',
] as const;

/** Where matches lie: they are kept as long as their events, whose ids tell when those were received. */
export const matchTables: readonly RetainedTable[] = [
  { name: 'detection_match', receivedMs: receivedOfEventId },
  { name: 'correlation_member', receivedMs: receivedOfEventId },
];

/** A match as a row of ClickHouse's TabSeparated; `time` in Unix milliseconds; `taken`: by what, null for nothing. */
export const matchRow = (
  match: RuleMatch,
  entity: Entity,
  time: number,
  about: JudgedEvent,
  taken: Taken | null,
): string =>
  tabSeparatedRow([
    about.companyId,
    match.rule.id,
    entity.type,
    entity.value,
    seconds(time),
    about.eventId,
    JSON.stringify(match.fields),
    day(about.retentionUntil),
    taken?.id ?? nobody,
    taken?.isExcluded === true ? 1 : 0,
  ]);

export const correlationRow = (
  row: CorrelationRow,
  about: Pick<JudgedEvent, 'companyId' | 'retentionUntil'>,
): string =>
  tabSeparatedRow([
    about.companyId,
    row.correlationId,
    row.group,
    seconds(row.time),
    row.eventId,
    row.ruleId,
    row.value,
    JSON.stringify(row.above),
    day(about.retentionUntil),
    row.origin ?? '',
    row.ruleSet ?? 0,
  ]);

/** In place of a suppression: none took the match. */
const nobody = '00000000-0000-0000-0000-000000000000';

/** DateTime64(3) as decimal seconds. */
const seconds = (ms: number): string => (ms / 1_000).toFixed(3);

/** A `Date` from days since 1970-01-01. */
const day = (days: number): string => new Date(days * dayMs).toISOString().slice(0, 10);
