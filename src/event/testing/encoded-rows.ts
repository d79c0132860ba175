import { createRowEncoder, type EncodedRows, type EventRow } from '../event-row.ts';

/** Rows as the pipeline hands them to ClickHouse. */
export function encodeRows(rows: readonly EventRow[]): EncodedRows {
  const encoder = createRowEncoder();
  for (const row of rows) encoder.add(row);
  return encoder.take();
}
