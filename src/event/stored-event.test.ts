import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RecordFormat } from './event.ts';
import { parseRecord } from './parse/parse.ts';
import { storedEvent } from './stored-event.ts';
import { receivedRecord } from './testing/received-record.ts';

const linesOf = (name: string): readonly string[] =>
  readFileSync(join(import.meta.dirname, 'testdata', name), 'utf8')
    .split('\n')
    .filter((line) => line !== '');

test.each<[RecordFormat, string]>([
  ['json', 'windows.ndjson'],
  ['json', 'cloudtrail.ndjson'],
  ['json', 'cloud.ndjson'],
  ['json', 'web.ndjson'],
  ['json', 'zeek.ndjson'],
  ['json', 'auditd.ndjson'],
  ['json', 'sysmon.ndjson'],
  ['json', 'sources.ndjson'],
  ['json', 'generic.ndjson'],
  ['syslog', 'linux.syslog'],
  ['syslog', 'web.syslog'],
  ['syslog', 'dns.syslog'],
  ['syslog', 'auditd.syslog'],
  ['syslog', 'sysmon.syslog'],
  ['syslog', 'daemons.syslog'],
  ['syslog', 'windows.ndjson'],
  ['syslog', 'cloud.ndjson'],
  ['syslog', 'generic.ndjson'],
])('events that came as %s are read back as they were parsed: %s', (format, name) => {
  const lines = linesOf(name);
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    const { format: _, ...record } = receivedRecord(format, line);
    const parsed = parseRecord({ ...record, format });
    if (parsed.kind === 'parsed') expect(storedEvent({ ...record, parser: parsed.parser })).toEqual(parsed);
  }
});

test('what nobody can parse is no event, and a parser that is no more leaves the choice to the present ones', () => {
  const { format: _, ...record } = receivedRecord('json', '{"broken":');
  expect(storedEvent({ ...record, raw: '', parser: '' })).toBeNull();
  expect(storedEvent({ ...record, raw: '{"a":1}', parser: 'gone' })).toMatchObject({ parser: 'json' });
});
