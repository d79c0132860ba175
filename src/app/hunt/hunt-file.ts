import type { CorrelationRow, HuntJudge } from '../../detection/index.ts';
import { readEventFile, type JsonObject } from '../../event/index.ts';
import type { Severity } from '../../kernel/index.ts';
import type { EventPlace } from './event-place.ts';
import { hitLine } from './hit-line.ts';
import { eventOfFile, parseFileRecord } from './parse-file-record.ts';

/** A file to be hunted through, as a thread is told of it. */
export interface FileTask {
  /** Its place among all files, from 0. */
  readonly index: number;
  readonly path: string;
  /** Unix milliseconds: near it lie lines without a year. */
  readonly modifiedAt: number;
}

/** A part of a file that could not be read. `record` is null when it is not about one record. */
export interface FileFault {
  readonly file: string;
  readonly entry: string | null;
  readonly record: number | null;
  readonly code: string;
  readonly reason: string;
}

/** What a file holds for the hunt, in the order of its records. */
export type HuntedItem =
  /** `line` is one line of JSON. */
  | { readonly kind: 'hit'; readonly level: Severity; readonly line: string }
  /** An event that correlations count. Its id is unique among all files. */
  | {
      readonly kind: 'counted';
      readonly eventId: string;
      readonly place: EventPlace;
      readonly event: JsonObject | string;
      readonly rows: readonly CorrelationRow[];
    }
  | { readonly kind: 'fault'; readonly fault: FileFault };

export interface HuntSink {
  readonly onRead: (bytes: number) => void;
  readonly onEvent: () => void;
  /** Awaited before the file is read on. */
  readonly put: (item: HuntedItem) => Promise<void>;
}

const unparsedReasons: Readonly<Record<string, string>> = {
  not_json: 'the record is not JSON',
  not_an_object: 'the record is JSON, but no object',
  unknown_shape: 'the object is empty or nests too deep',
  too_long: 'the record is too long to be looked into',
};

/** Hunts through one file. Nothing that the file holds makes it throw. */
export async function huntFile(
  judge: HuntJudge,
  { index, modifiedAt, path }: FileTask,
  { ndjson }: { readonly ndjson: boolean },
  sink: HuntSink,
): Promise<void> {
  const counts = new Map<string | null, number>();
  const fault = (told: Omit<FileFault, 'file'>): Promise<void> =>
    sink.put({ kind: 'fault', fault: { file: path, ...told } });
  let number = 0;
  for await (const item of readEventFile(path, { ndjson, onRead: sink.onRead })) {
    const { entry } = item;
    if (item.kind === 'problem') {
      await fault({ entry, record: null, ...item.problem });
      continue;
    }
    const record = counts.get(entry) ?? 0;
    counts.set(entry, record + 1);
    sink.onEvent();
    const event = parseFileRecord(item.record, modifiedAt);
    if (event.kind === 'unparsed') {
      await fault({
        entry,
        record,
        code: event.reason,
        reason: unparsedReasons[event.reason] ?? event.reason,
      });
      continue;
    }
    const eventId = `${index}.${(number += 1)}`;
    const { matches, rows } = judge(event, eventId);
    if (matches.length === 0 && rows.length === 0) continue;
    const place = { file: path, entry, record };
    const found = eventOfFile(item.record);
    if (rows.length > 0) await sink.put({ kind: 'counted', eventId, place, event: found, rows });
    for (const match of matches) {
      const { level } = match.rule;
      const line = hitLine({ place, time: event.ocsf.time, event: found, match });
      await sink.put({ kind: 'hit', level, line });
    }
  }
}
