import type { ParsedEvent, RawRecord } from './event.ts';
import { parseRecord } from './parse/parse.ts';

/** What the event table keeps of a record that was received. */
export type StoredRaw = Omit<RawRecord, 'format'> & { readonly parser: string };

/**
 * A stored event as today's parsers make it of its raw record; null when none can. How the record arrived is not kept:
 * it is read in the way that gives the parser by which it was stored.
 */
export function storedEvent({ parser, ...stored }: StoredRaw): ParsedEvent | null {
  const formats = stored.raw.trimStart().startsWith('{')
    ? (['json', 'syslog'] as const)
    : (['syslog'] as const);
  const events = formats
    .map((format) => parseRecord({ ...stored, format }))
    .filter((event) => event.kind === 'parsed');
  return events.find((event) => event.parser === parser) ?? events[0] ?? null;
}
