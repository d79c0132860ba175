import { expect, test } from 'vitest';
import type { JsonObject, ParsedEvent } from '../../event.ts';
import { receivedRecord } from '../../testing/received-record.ts';
import { parseRecord } from '../parse.ts';

function parse(raw: string): ParsedEvent {
  const event = parseRecord(receivedRecord('syslog', raw));
  if (event.kind !== 'parsed') throw new Error(event.reason);
  return event;
}

test.each<[string, string, JsonObject, number]>([
  [
    'BIND in its file',
    '23-Nov-2026 11:57:01.123 queries: info: client @0x7f2b1c0 10.0.0.5#51234 (a.example): view internal: query: a.example IN TXT +E(0)K (10.0.0.53)',
    { query: 'a.example', record_type: 'TXT', src_ip: '10.0.0.5', src_port: 51_234 },
    Date.UTC(2026, 10, 23, 11, 57, 1),
  ],
  [
    'BIND in syslog',
    '<30>Nov 23 11:57:02 ns1 named[812]: client 2001:db8::6#40001 (b.example): query: b.example IN AAAA + (10.0.0.53)',
    { host: 'ns1', query: 'b.example', record_type: 'AAAA', src_ip: '2001:db8::6' },
    Date.UTC(2026, 10, 23, 11, 57, 2),
  ],
  [
    'dnsmasq',
    '<30>Nov 23 11:57:03 gw dnsmasq[77]: query[A] c.example from 10.0.0.7',
    { query: 'c.example', record_type: 'A', src_ip: '10.0.0.7' },
    Date.UTC(2026, 10, 23, 11, 57, 3),
  ],
  [
    'dnsmasq with its extra fields',
    'Nov 23 11:57:03 dnsmasq[77]: 42 10.0.0.7/5353 reply c.example is 203.0.113.7',
    { query: 'c.example', answer: '203.0.113.7', src_ip: '10.0.0.7', src_port: 5353 },
    Date.UTC(2026, 10, 23, 11, 57, 3),
  ],
  [
    'Unbound in its file',
    '[1795435026] unbound[4242:0] info: 10.0.0.8 d.example. A IN',
    { query: 'd.example', record_type: 'A', src_ip: '10.0.0.8' },
    Date.UTC(2026, 10, 23, 11, 57, 6),
  ],
  [
    'Unbound with replies',
    '<30>Nov 23 11:57:05 ns2 unbound: [4242:0] info: 10.0.0.8 d.example. A IN NXDOMAIN 0.1 0 61',
    { query: 'd.example', rcode: 'NXDOMAIN' },
    Date.UTC(2026, 10, 23, 11, 57, 5),
  ],
])('a line of %s is of the category dns', (_server, line, fields, time) => {
  const event = parse(line);
  expect(event.logSource).toEqual({ product: null, category: 'dns', service: null });
  expect(event.record).toMatchObject(fields);
  expect(event.ocsf).toMatchObject({ class_uid: 4003, time, query: { hostname: fields['query'] ?? '' } });
});

test.each([
  'Nov 23 11:57:03 gw dnsmasq[77]: forwarded c.example to 9.9.9.9',
  'Nov 23 11:57:03 ns1 named[8]: zone example/IN: loaded serial 1',
  'Nov 23 11:57:03 ns2 unbound: [4242:0] info: start of service (unbound 1.17.1).',
  'client @0x1 10.0.0.5#51234 (a): query: ',
])('a line that says something else stays a line: %s', (line) => {
  expect(parse(line).parser).toBe('syslog');
});
