import { describe, expect, test } from 'vitest';
import type { JsonObject } from './event.ts';
import { parseRecord } from './parse/parse.ts';
import { recordForms, storedRecord } from './stored-record.ts';
import { receivedRecord } from './testing/received-record.ts';

const stored = (format: 'json' | 'syslog', raw: string) => {
  const event = parseRecord(receivedRecord(format, raw));
  if (event.kind !== 'parsed') throw new Error(event.reason);
  const { form, text } = storedRecord(event, format);
  return { form, members: text === '' ? null : (JSON.parse(text) as JsonObject), record: event.record };
};

/** The record as whoever reads the table puts it together. */
const readBack = (raw: string, { form, members }: ReturnType<typeof stored>): JsonObject => {
  if (form === recordForms.own) return members ?? {};
  return { ...(JSON.parse(raw) as JsonObject), ...members };
};

describe('a record in the event table', () => {
  test('is the raw record where the parser took that as it is', () => {
    expect(stored('json', '{"level":"warn","nested":{"a":[1]}}')).toMatchObject({
      form: recordForms.raw,
      members: null,
    });
  });

  test('is what the parser added, where it only added', () => {
    const raw = '{"EventID":"4624","Channel":"Security","Hostname":"h","LogonType":3}';
    const result = stored('json', raw);
    expect(result).toMatchObject({ form: recordForms.added, members: { EventID: 4624, Computer: 'h' } });
    expect(result.members).not.toHaveProperty('LogonType');
    expect(readBack(raw, result)).toEqual(result.record);
  });

  test.each([
    ['syslog', '<38>Nov 23 11:59:58 web1 sshd[1]: Failed password for root from 203.0.113.7 port 52211 ssh2'],
    ['json', '{"EventID":4624,"Channel":"Security","Logon Type":3}'],
    ['json', '{"winlog":{"channel":"Security","event_id":4624,"event_data":{"LogonType":"3"}}}'],
  ] as const)('is the whole of it otherwise (%s)', (format, raw) => {
    const result = stored(format, raw);
    expect(result).toMatchObject({ form: recordForms.own, members: result.record });
  });

  test('keeps members of any name', () => {
    const raw = '{"__proto__":{"a":1},"toString":"x","EventID":"1","Channel":"c"}';
    const result = stored('json', raw);
    expect(result.members).toMatchObject({ EventID: 1 });
    expect(readBack(raw, result)).toEqual(result.record);
    expect(Object.getPrototypeOf({})).not.toHaveProperty('a');
  });
});
