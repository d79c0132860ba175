import { createHunt, type Hunt, type RuleMatch } from '../../detection/index.ts';
import { readEventFile, type JsonObject } from '../../event/index.ts';
import type { HuntedFile } from './hunted-paths.ts';
import { eventOfFile, parseFileRecord } from './parse-file-record.ts';

/** Where an event stands: counted from 0 within its file or, in an archive, within the entry. */
export interface EventPlace {
  readonly file: string;
  readonly entry: string | null;
  readonly record: number;
}

export interface FileHit {
  readonly place: EventPlace;
  readonly time: number;
  readonly event: JsonObject | string;
  readonly match: RuleMatch;
}

/** A part of a file that could not be read. `record` is null when it is not about one record. */
export interface FileFault {
  readonly file: string;
  readonly entry: string | null;
  readonly record: number | null;
  readonly code: string;
  readonly reason: string;
}

export interface HuntSink {
  readonly onRead: (bytes: number) => void;
  readonly onEvent: () => void;
  readonly onHit: (hit: FileHit) => Promise<void>;
  readonly onFault: (fault: FileFault) => void;
}

/** Most events that are kept so that a hit of a correlation can show the one that completed it. */
const mostKeptEvents = 50_000;

/** Hunts through one file after another; remembers what correlations count. */
export interface FileHunt {
  file(file: HuntedFile, sink: HuntSink): Promise<void>;
  readonly hunt: Hunt;
  /** Where the event of a correlation's member stands, and the event itself while it is kept. */
  member(eventId: string): { readonly place: EventPlace; readonly event: JsonObject | string | null };
}

const unparsedReasons: Readonly<Record<string, string>> = {
  not_json: 'the record is not JSON',
  not_an_object: 'the record is JSON, but no object',
  unknown_shape: 'the object is empty or nests too deep',
  too_long: 'the record is too long to be looked into',
};

export function createFileHunt(
  set: Parameters<typeof createHunt>[0],
  { ndjson }: { readonly ndjson: boolean },
): FileHunt {
  const hunt = createHunt(set);
  const places = new Map<string, EventPlace>();
  const kept = new Map<string, JsonObject | string>();
  let number = 0;

  async function huntFile({ path, modifiedAt }: HuntedFile, sink: HuntSink): Promise<void> {
    const counts = new Map<string | null, number>();
    for await (const item of readEventFile(path, { ndjson, onRead: sink.onRead })) {
      const { entry } = item;
      if (item.kind === 'problem') {
        sink.onFault({ file: path, entry, record: null, ...item.problem });
        continue;
      }
      const record = counts.get(entry) ?? 0;
      counts.set(entry, record + 1);
      sink.onEvent();
      const event = parseFileRecord(item.record, modifiedAt);
      if (event.kind === 'unparsed') {
        const reason = unparsedReasons[event.reason] ?? event.reason;
        sink.onFault({ file: path, entry, record, code: event.reason, reason });
        continue;
      }
      const place = { file: path, entry, record };
      const eventId = String((number += 1));
      const { matches, feeds } = hunt.judge(event, eventId);
      if (feeds) {
        places.set(eventId, place);
        if (kept.size < mostKeptEvents) kept.set(eventId, eventOfFile(item.record));
      }
      for (const match of matches)
        await sink.onHit({ place, time: event.ocsf.time, event: eventOfFile(item.record), match });
    }
  }

  return {
    file: huntFile,
    hunt,
    member: (eventId) => ({
      place: places.get(eventId) ?? { file: '', entry: null, record: -1 },
      event: kept.get(eventId) ?? null,
    }),
  };
}
