import {
  parseObject,
  parseRecord,
  type FileRecord,
  type JsonObject,
  type ParsedEvent,
  type UnparsedEvent,
} from '../../event/index.ts';
import { newId, type CompanyId, type EventId, type SourceId } from '../../kernel/index.ts';

const start = new Date(0);
/** Whose a record of a file is: nobody's. The parsers carry it and look at none of it. */
const nobody = {
  id: newId<'event'>(start) satisfies EventId,
  companyId: newId<'company'>(start) satisfies CompanyId,
  projectId: null,
  sourceId: newId<'source'>(start) satisfies SourceId,
  peer: '',
};

/** What intake's parsers make of a record of a file; `at` is the time near which lines without a year lie. */
export function parseFileRecord(record: FileRecord, at: number): ParsedEvent | UnparsedEvent {
  if (record.kind === 'object')
    return parseObject(record.value, { ...nobody, format: 'json', receivedAt: at, raw: '' });
  const format = record.kind === 'json' ? ('json' as const) : ('syslog' as const);
  return parseRecord({ ...nobody, format, receivedAt: at, raw: record.text });
}

/** The record as it stands in its file: an object, or the text of a line. */
export function eventOfFile(record: FileRecord): JsonObject | string {
  switch (record.kind) {
    case 'object':
      return record.value;
    case 'json':
      return JSON.parse(record.text) as JsonObject;
    case 'line':
      return record.text;
  }
}
