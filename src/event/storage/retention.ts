import { dayMs, type EventId } from '../../kernel/index.ts';

/** A ClickHouse table whose rows go when their company's term is over: it has `company_id` and `retention_until`. */
export interface RetainedTable {
  readonly name: string;
  /** SQL: when the row's record was received, Unix milliseconds. */
  readonly receivedMs: string;
}

/** Receipt as the id of a record tells it (`recordIds`): its first 48 bits. For tables that keep no other. */
export const receivedOfEventId = 'toUInt64(bitShiftRight(toUInt128(event_id), 80))';

/** The same of an id at hand: Unix milliseconds. */
export const receivedAtOfEventId = (id: EventId): number => parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

export const eventTable: RetainedTable = {
  name: 'security_event',
  receivedMs: 'toUnixTimestamp64Milli(received_at)',
};

/** The last day that a ClickHouse `Date` can hold, 2149-06-06, in days since 1970-01-01. */
export const lastDay = 65_535;

/** The day from which on a record may go, in days since 1970-01-01: its days are full ones, counted from the next. */
export const retentionUntil = (receivedAt: number, days: number): number =>
  Math.min(lastDay, Math.ceil(receivedAt / dayMs) + days);

/** The same in ClickHouse, for the bound value `days`. */
export const retentionUntilSql = ({ receivedMs }: RetainedTable): string =>
  `toDate(toUInt16(least(${lastDay}, intDiv(${receivedMs} + ${dayMs - 1}, ${dayMs}) + {days:UInt32})))`;

/** What was received at or before this time has outlived `days` now. */
export const outlivedBefore = (now: Date, days: number): Date =>
  new Date((Math.floor(now.getTime() / dayMs) - days) * dayMs);

/** `YYYY-MM-DD` of a time, UTC: how a `Date` is bound. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
