import { parseId, type Id } from '../../kernel/index.ts';
import type { RawRecord, RecordFormat } from '../event.ts';

/** A fixed id: the digit fills it. */
export function fixedId<Kind extends string>(digit: string): Id<Kind> {
  const id = parseId<Kind>(
    `${digit.repeat(8)}-${digit.repeat(4)}-7${digit.repeat(3)}-8${digit.repeat(3)}-${digit.repeat(12)}`,
  );
  if (!id.ok) throw new Error(id.error.message);
  return id.value;
}

/** 2026-11-23 12:00:00 UTC: when the tests' records arrive. */
export const receivedAt = Date.UTC(2026, 10, 23, 12);

/** A record as intake would hand it on, received from 192.0.2.10. */
export const receivedRecord = (format: RecordFormat, raw: string, at = receivedAt): RawRecord => ({
  id: fixedId('1'),
  companyId: fixedId('2'),
  projectId: null,
  sourceId: fixedId('3'),
  format,
  receivedAt: at,
  peer: '192.0.2.10',
  raw,
});
