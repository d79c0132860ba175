import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readEventFile } from './event-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-header-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What a file gives: objects, lines as texts, problems as their codes. */
async function read(content: string): Promise<readonly unknown[]> {
  const path = join(folder, 'log');
  await writeFile(path, content);
  const found: unknown[] = [];
  for await (const item of readEventFile(path)) {
    if (item.kind === 'problem') found.push(`! ${item.problem.code}`);
    else found.push(item.record.kind === 'object' ? item.record.value : item.record.text);
  }
  return found;
}

const zeekHead = [
  '#separator \\x09',
  '#set_separator\t,',
  '#empty_field\t(empty)',
  '#unset_field\t-',
  '#path\tdns',
  '#open\t2026-11-23-11-59-00',
  '#fields\tts\tuid\tid.orig_h\tid.orig_p\tquery\trejected\tanswers\tTTLs\tlabel',
  '#types\ttime\tstring\taddr\tport\tstring\tbool\tvector[string]\tvector[interval]\tstring',
].join('\n');

test('lines of a Zeek log become the objects that Zeek writes as JSON', async () => {
  const found = await read(
    `${zeekHead}\n1795435142.302500\tC1\t10.0.0.5\t50000\tmx.example\tF\t192.0.2.1,TXT 3 a-b\t60.000000,5.5\tx y\n` +
      '1795435143.000000\tC2\t2001:db8::5\t50001\t-\tT\t(empty)\t-\t(empty)\n#close\t2026-11-23-12-00-00\n',
  );
  expect(found).toEqual([
    {
      _path: 'dns',
      ts: 1795435142.3025,
      uid: 'C1',
      'id.orig_h': '10.0.0.5',
      'id.orig_p': 50_000,
      query: 'mx.example',
      rejected: false,
      answers: ['192.0.2.1', 'TXT 3 a-b'],
      TTLs: [60, 5.5],
      label: 'x y',
    },
    {
      _path: 'dns',
      ts: 1795435143,
      uid: 'C2',
      'id.orig_h': '2001:db8::5',
      'id.orig_p': 50_001,
      rejected: true,
      answers: [],
      label: '',
    },
  ]);
});

test('a field that is empty at the end of a line is not missed; a line with other fields is a problem by itself', async () => {
  const row = '1795435142.3\tC1\t10.0.0.5\t1\tq\tF\t-\t-';
  const found = await read(`${zeekHead}\n${row}\t\n1795435142.3\tC2\n${row}\tx\ty\n${row}\tlast\n`);
  expect(found).toEqual([
    expect.objectContaining({ uid: 'C1' }),
    '! record_damaged',
    '! record_damaged',
    expect.objectContaining({ label: 'last' }),
  ]);
});

test('logs put together are read by the header before them', async () => {
  const found = await read(
    '#separator \\x09\n#path\ta\n#fields\tx\n#types\tcount\n1\n' +
      '#separator |\n#path|b\n#fields|y|z\n#types|string|set[addr]\nk|10.0.0.1,10.0.0.2\n',
  );
  expect(found).toEqual([
    { _path: 'a', x: 1 },
    { _path: 'b', y: 'k', z: ['10.0.0.1', '10.0.0.2'] },
  ]);
});

test('the W3C extended log format is read by its fields, also when they change', async () => {
  const found = await read(
    [
      '#Software: Microsoft Internet Information Services 10.0',
      '#Version: 1.0',
      '#Date: 2026-11-23 11:00:00',
      '#Fields: date time cs-method cs-uri-stem cs-uri-query c-ip cs(User-Agent) sc-status',
      '2026-11-23 11:58:04 GET /a.aspx - 203.0.113.58 Mozilla/5.0+(X11) 200',
      'too few',
      '#Fields: date time cs-method cs(User-Agent)',
      '2026-11-23 11:58:05 GET "Mozilla/5.0 (X11) ""q"""',
    ].join('\r\n'),
  );
  expect(found).toEqual([
    {
      date: '2026-11-23',
      time: '11:58:04',
      'cs-method': 'GET',
      'cs-uri-stem': '/a.aspx',
      'c-ip': '203.0.113.58',
      'cs(User-Agent)': 'Mozilla/5.0+(X11)',
      'sc-status': 200,
    },
    '! record_damaged',
    { date: '2026-11-23', time: '11:58:05', 'cs-method': 'GET', 'cs(User-Agent)': 'Mozilla/5.0 (X11) "q"' },
  ]);
});

test.each([
  ['a comment', '# a comment\nsudo: x\n', ['# a comment', 'sudo: x']],
  ['lines before any fields', '#separator \\x09\nsudo: x\n', ['sudo: x']],
  ['a name that would be no field', '#separator \\x09\n#fields\t__proto__\nx\n', ['x']],
  [
    'a line that begins with a bracket',
    '[Mon Nov 23 11:59:06 2026] [notice] x\n[1] y\n',
    ['[Mon Nov 23 11:59:06 2026] [notice] x', '[1] y'],
  ],
])('is a log of lines: %s', async (_what, content, wanted) => {
  expect(await read(content)).toEqual(wanted);
});
