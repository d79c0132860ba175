import { describe, expect, it } from 'vitest';
import { createRowEncoder, eventColumns, eventRow, type EncodedRows, type EventRow } from './event-row.ts';
import { parseRecord } from './parse/parse.ts';
import { fixedId, receivedAt, receivedRecord } from './testing/received-record.ts';

const failed =
  '<38>Nov 23 11:59:58 web1 sshd[1]: message repeated 2 times: [ Failed password for root from 203.0.113.7 port 52211 ssh2]';

describe('the row of a parsed record', () => {
  const record = receivedRecord('syslog', failed);
  const row = eventRow(record, parseRecord(record), 30);

  it('has the columns that people search by', () => {
    expect(row).toMatchObject({
      companyId: fixedId('2'),
      eventId: fixedId('1'),
      time: Date.UTC(2026, 10, 23, 11, 59, 58),
      receivedAt,
      classUid: 3002,
      activity: 'Logon',
      status: 'Failure',
      repeated: 2,
      product: 'linux',
      service: 'sshd',
      parser: 'sshd',
      unparsedReason: '',
      host: 'web1',
      userName: 'root',
      srcIp: '203.0.113.7',
      message: 'Log-on of root from 203.0.113.7 by password failed.',
      raw: failed,
    });
    expect(JSON.parse(row.ocsf)).toMatchObject({ class_uid: 3002, user: { name: 'root' } });
  });

  it('may go when the company has kept it for its days, and never on a day that the table cannot hold', () => {
    expect(row.retentionUntil).toBe(Math.ceil(receivedAt / 86_400_000) + 30);
    expect(eventRow(record, parseRecord(record), 1_000_000).retentionUntil).toBe(65_535);
  });
});

describe('the row of a record that nobody could parse', () => {
  it('keeps it as received, with the reason', () => {
    const record = receivedRecord('json', '{"broken":');
    expect(eventRow(record, parseRecord(record), 30)).toMatchObject({
      time: receivedAt,
      unparsedReason: 'not_json',
      parser: '',
      ocsf: '',
      raw: '{"broken":',
      message: '{"broken":',
    });
  });
});

function encoded(row: EventRow): EncodedRows {
  const encoder = createRowEncoder();
  encoder.add(row);
  return encoder.take();
}

describe('encoded rows', () => {
  it('are RowBinary in the order of the columns', () => {
    const record = receivedRecord('json', '{"broken":"é');
    const { body: bytes, rows } = encoded(eventRow(record, parseRecord(record), 30, 7));
    const body = Buffer.from(bytes);
    expect(rows).toBe(1);
    expect(eventColumns).toHaveLength(32);
    // company_id 22222222-2222-7222-8222-…: two halves, each from its last byte.
    expect(body.subarray(0, 16).toString('hex')).toBe('22722222222222222222222222222282');
    expect(body.subarray(16, 32).toString('hex')).toBe('00'.repeat(16));
    expect(body.readBigInt64LE(64)).toBe(BigInt(receivedAt));
    expect(body.includes(Buffer.from('\x0d{"broken":"é', 'utf8'))).toBe(true);
    expect(body.readUInt16LE(body.length - 6)).toBe(Math.ceil(receivedAt / 86_400_000) + 30);
    expect(body.readUInt32LE(body.length - 4)).toBe(7);
  });

  it('grow with what is written', () => {
    const record = receivedRecord('json', JSON.stringify({ message: 'ж'.repeat(300_000) }));
    const { body } = encoded(eventRow(record, parseRecord(record), 30));
    expect(body.length).toBeGreaterThan(600_000);
  });

  it('are taken once: the next ones start anew', () => {
    const encoder = createRowEncoder();
    const record = receivedRecord('json', '{"message":"one"}');
    const row = eventRow(record, parseRecord(record), 30);
    encoder.add(row);
    const first = encoder.take();
    encoder.add(row);
    expect(encoder.take()).toEqual(first);
    expect(encoder.take()).toMatchObject({ rows: 0, body: new Uint8Array(0) });
  });
});
