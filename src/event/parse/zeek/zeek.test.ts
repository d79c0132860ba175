import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ParsedEvent } from '../../event.ts';
import { receivedRecord } from '../../testing/received-record.ts';
import { parseRecord } from '../parse.ts';

function parse(value: unknown): ParsedEvent {
  const event = parseRecord(
    receivedRecord('json', typeof value === 'string' ? value : JSON.stringify(value)),
  );
  if (event.kind !== 'parsed') throw new Error(event.reason);
  return event;
}

const lines = readFileSync(join(import.meta.dirname, '../../testdata/zeek.ndjson'), 'utf8')
  .split('\n')
  .filter((line) => line !== '');

describe('a record of a Zeek log', () => {
  it('is of the log that it names or that its fields tell, and stays as it is for rules', () => {
    expect(
      lines.map((line) => {
        const { logSource, ocsf, record } = parse(line);
        expect(record).toEqual(JSON.parse(line));
        return [logSource.product, logSource.service, ocsf.class_uid];
      }),
    ).toEqual([
      ['zeek', 'conn', 4001],
      ['zeek', 'dns', 4003],
      ['zeek', 'http', 4002],
      ['zeek', 'smb_files', 4006],
      ['zeek', 'dce_rpc', 4001],
      ['zeek', 'kerberos', 4001],
      ['zeek', 'rdp', 4005],
      ['zeek', 'ssh', 4007],
      ['zeek', 'ssl', 4001],
      ['zeek', 'x509', 0],
      ['zeek', 'http', 4002],
    ]);
  });

  it('has its ends, however the flow is written', () => {
    const flat = { ts: 1795435141.5, uid: 'C', conn_state: 'SF' };
    const ends = { orig_h: '10.0.0.5', orig_p: 1, resp_h: '2001:db8::1', resp_p: 22 };
    const forms = [
      { ...flat, id: ends },
      { ...flat, ...Object.fromEntries(Object.entries(ends).map(([name, value]) => [`id.${name}`, value])) },
      { ...flat, ...Object.fromEntries(Object.entries(ends).map(([name, value]) => [`id_${name}`, value])) },
    ];
    for (const form of forms) {
      expect(parse(form).ocsf).toMatchObject({
        class_uid: 4001,
        time: Date.UTC(2026, 10, 23, 11, 59, 1, 500),
        src_endpoint: { ip: '10.0.0.5', port: 1 },
        dst_endpoint: { ip: '2001:db8::1', port: 22 },
      });
    }
  });

  it('of a query has the question and the answers', () => {
    expect(parse(lines[1]).ocsf).toMatchObject({
      activity_id: 2,
      query: { hostname: 'pool.minexmr.com', type: 'TXT' },
      answers: [{ rdata: 'TXT 20 IEX(New-Object)' }],
      message: 'dns 10.0.0.5 → 10.0.0.53: TXT pool.minexmr.com',
    });
  });

  it.each([
    ['without a flow', { ts: 1, uid: 'C' }],
    ['of no log', { ts: 1, uid: 'C', 'id.orig_h': '10.0.0.1', colour: 'red' }],
    ['with an odd path', { ts: 1, _path: '../../x', 'id.orig_h': '10.0.0.1' }],
    ['with a list for a flow', { ts: 1, uid: 'C', id: [1], conn_state: 'SF', _path: 7 }],
  ])('is any JSON %s, or at least not an error', (_what, value) => {
    expect(['json', 'zeek']).toContain(parse(value).parser);
  });
});
