import type { ClickHouseClient } from '@clickhouse/client';
import { z } from 'zod';
import { createRowEncoder, eventRow, insertEvents, type RecordFormat } from '../../../event/index.ts';
import { newId, type EventId } from '../../../kernel/index.ts';
import { readRows, type ClickHouseHandle } from '../../../platform/clickhouse/index.ts';
import type { ParsedEvent } from '../../event-types.ts';
import type { SigmaRule } from '../../sigma/rule.ts';
import { createDefinitions } from '../definitions.ts';
import { ruleStatement } from '../limits.ts';
import { neededTexts } from '../needed-texts.ts';
import { ruleSql } from '../rule-sql.ts';

const at = new Date('2026-11-23T12:00:00Z');

/** An id that says which event of a list it is. */
function numbered(number: number): EventId {
  const bytes = Buffer.alloc(10);
  bytes.writeUInt32BE(number, 6);
  return newId(at, () => bytes);
}

/** In turn: the raw record is the record, is no JSON, or has another value for the record's last member. */
function rawOf(
  { record }: ParsedEvent,
  number: number,
): { readonly raw: string; readonly changed?: string[] } {
  const [last] = Object.keys(record).slice(-1);
  if (number % 3 === 1) return { raw: 'not JSON' };
  if (number % 3 === 0 || last === undefined) return { raw: JSON.stringify(record), changed: [] };
  return { raw: JSON.stringify({ ...record, [last]: 'other' }), changed: [last] };
}

/** Stores events as the pipeline would; `hitsOf` names them by their number. */
export async function storeEvents(
  { inserts }: ClickHouseHandle,
  events: readonly ParsedEvent[],
): Promise<void> {
  const encoder = createRowEncoder();
  const [companyId, sourceId] = [newId<'company'>(at), newId<'source'>(at)];
  for (const [number, event] of events.entries()) {
    const { raw, ...changed } = rawOf(event, number);
    const record = {
      id: numbered(number),
      companyId,
      sourceId,
      projectId: null,
      format: 'json' as const,
      receivedAt: at.getTime(),
      peer: '192.0.2.1',
      raw,
    };
    const { changed: _, ...parsed } = event;
    encoder.add(eventRow(record, { ...parsed, ...changed }, 365));
  }
  await insertEvents(inserts, encoder.take(), `stored-${events.length}`);
}

/** Stores records as they were received, parsed by the parsers of production; `hitsOf` names them by their number. */
export async function storeRecords(
  { inserts }: ClickHouseHandle,
  records: readonly { readonly format: RecordFormat; readonly raw: string; readonly event: ParsedEvent }[],
): Promise<void> {
  const encoder = createRowEncoder();
  const [companyId, sourceId] = [newId<'company'>(at), newId<'source'>(at)];
  for (const [number, { format, raw, event }] of records.entries()) {
    const received = { id: numbered(number), companyId, sourceId, projectId: null, receivedAt: at.getTime() };
    encoder.add(eventRow({ ...received, format, peer: '192.0.2.1', raw }, event, 365));
  }
  await insertEvents(inserts, encoder.take(), `received-${records.length}`);
}

export interface RuleHits {
  readonly holds: ReadonlySet<number>;
  readonly unreadable: ReadonlySet<number>;
}

const rowSchema = z.object({ id: z.string(), hits: z.array(z.number()) });
const rulesOfQuery = 40;

/** For each rule: the numbers of the stored events for which its SQL holds, and of those that it cannot judge. */
export async function hitsOf(
  client: ClickHouseClient,
  rules: readonly Pick<SigmaRule, 'logSource' | 'tree'>[],
): Promise<readonly RuleHits[]> {
  const hits = rules.map(() => ({ holds: new Set<number>(), unreadable: new Set<number>() }));
  for (let from = 0; from < rules.length; from += rulesOfQuery) {
    const definitions = createDefinitions();
    const conditions = rules.slice(from, from + rulesOfQuery).map((rule) => {
      const { condition, source, unreadable } = ruleSql(rule, definitions);
      // As history is read: what lacks the texts that a rule needs is not looked at.
      return `multiIf(NOT ${source} OR NOT ${neededTexts([rule])}, 0, ${unreadable}, 2, ${condition}, 1, 0)`;
    });
    const rows = await readRows(client, {
      sql: `SELECT toString(event_id) AS id, [${conditions.join(', ')}] AS hits FROM ${definitions.from('security_event', ['event_id'])} SETTINGS readonly = 1`,
      settings: ruleStatement,
      parse: (row) => rowSchema.parse(row),
    });
    for (const { id, hits: held } of rows) {
      const number = Number.parseInt(id.slice(-8), 16);
      for (const [index, holds] of held.entries()) {
        if (holds === 1) hits[from + index]?.holds.add(number);
        if (holds === 2) hits[from + index]?.unreadable.add(number);
      }
    }
  }
  return hits;
}
