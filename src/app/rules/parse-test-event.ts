import type { ParseEvent } from '../../detection/index.ts';
import { parseFileRecord } from '../hunt/parse-file-record.ts';

/** The time near which lines without a year lie, so that a test gives the same every day. */
const testedAt = Date.UTC(2026, 10, 23, 12);

/** What intake's parsers make of an event of a rule's test. */
export const parseTestEvent: ParseEvent = ({ format, raw }) => {
  const parsed = parseFileRecord({ kind: format === 'json' ? 'json' : 'line', text: raw }, testedAt);
  return parsed.kind === 'parsed' ? parsed : null;
};
