import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noTerminal } from '../cli/command.ts';
import { runCommand } from '../cli/run-command.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-hunt-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

interface Ran {
  readonly code: number;
  readonly hits: readonly Record<string, unknown>[];
  readonly said: string;
}

async function run(...args: readonly string[]): Promise<Ran> {
  let out = '';
  let said = '';
  const code = await runCommand({
    ...noTerminal,
    root: process.cwd(),
    env: { HOME: folder },
    args: ['hunt', ...args],
    out: (text) => void (out += text),
    say: (text) => void (said += text),
  });
  const hits = out.split('\n').filter(Boolean);
  return { code, hits: hits.map((line) => JSON.parse(line) as Record<string, unknown>), said };
}

const rule = `title: Whoami
id: 00000000-0000-4000-8000-000000000001
author: Ada
logsource: { product: windows, category: process_creation }
detection:
  selection: { Image|endswith: \\whoami.exe }
  condition: selection
level: medium
`;
const whoami = {
  Channel: 'Security',
  EventID: 4688,
  EventTime: '2026-11-23T10:00:00Z',
  NewProcessName: 'C:\\x\\whoami.exe',
};
const other = { ...whoami, NewProcessName: 'C:\\x\\notepad.exe' };
const line = (event: object): string => `${JSON.stringify(event)}\n`;

test('each hit is a line that says which rule, which record of which file, and holds the event', async () => {
  await put('rules/whoami.yml', rule);
  const events = await put('events.ndjson', line(other) + line(whoami));
  const { code, hits, said } = await run('--rules', join(folder, 'rules'), events);
  expect(code).toBe(0);
  expect(hits).toEqual([
    {
      rule_id: '00000000-0000-4000-8000-000000000001',
      title: 'Whoami',
      level: 'medium',
      author: 'Ada',
      time: '2026-11-23T10:00:00.000Z',
      file: events,
      record: 1,
      event: whoami,
    },
  ]);
  expect(said).toContain('1 rule; 2 events in 1 file');
  expect(said).toContain('1 hit: 1 medium');
});

test('objects behind each other, gzip and folders are read; the files come in order', async () => {
  await put('rules/whoami.yml', rule);
  await put('logs/b.json', `${JSON.stringify(other, null, 2)}${JSON.stringify(whoami, null, 2)}`);
  await put('logs/a.json.gz', gzipSync(line(whoami)));
  const { code, hits } = await run('--rules', join(folder, 'rules'), join(folder, 'logs'));
  expect(code).toBe(0);
  expect(hits.map(({ file, record }) => [file, record])).toEqual([
    [join(folder, 'logs/a.json.gz'), 0],
    [join(folder, 'logs/b.json'), 1],
  ]);
});

test('what cannot be read is named and counted, the rest is hunted through, and the exit code is 3', async () => {
  await put('rules/whoami.yml', rule);
  await put('rules/broken.yml', 'title: [');
  const events = await put('events.ndjson', `not json\n${line(whoami)}`);
  const missing = join(folder, 'missing.evtx');
  const { code, hits, said } = await run('--rules', join(folder, 'rules'), '--ndjson', events, missing);
  expect(code).toBe(3);
  expect(hits.map(({ record }) => record)).toEqual([1]);
  expect(said).toContain(`${events}: record 0: not_json:`);
  expect(said).toContain(`${missing}: file_unreadable:`);
  expect(said).toContain('broken.yml:1: yaml_syntax:');
  expect(said).toContain('3 things could not be read');
});

test('a correlation counts over all files in the time of the events, and names its members', async () => {
  await put(
    'rules/burst.yml',
    `${rule.replace('Whoami', 'Base')}name: base\n---
title: Burst
id: 00000000-0000-4000-8000-000000000002
correlation:
  type: event_count
  rules: [base]
  group-by: [Image]
  timespan: 1m
  condition: { gte: 2 }
level: high
`,
  );
  const late = { ...whoami, EventTime: '2026-11-23T10:00:59Z' };
  const tooLate = { ...whoami, EventTime: '2026-11-23T10:05:00Z' };
  const first = await put('1.ndjson', line(late));
  const second = await put('2.ndjson', line(other) + line(tooLate) + line(whoami));
  const { hits } = await run('--rules', join(folder, 'rules'), first, second);
  expect(hits).toMatchObject([
    {
      title: 'Burst',
      level: 'high',
      file: first,
      record: 0,
      event: late,
      correlation: {
        count: 2,
        members: [
          { file: second, record: 2, time: '2026-11-23T10:00:00.000Z' },
          { file: first, record: 0, time: '2026-11-23T10:00:59.000Z' },
        ],
      },
    },
  ]);
});

test('lines without a year are read near the time at which their file was written', async () => {
  const log = await put(
    'auth.log',
    'Mar  3 10:00:00 web-1 sudo: ada : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh\n',
  );
  await utimes(log, new Date('2025-03-04T00:00:00Z'), new Date('2025-03-04T00:00:00Z'));
  await put(
    'rules/sudo.yml',
    'title: Sudo\nlogsource: { product: linux, service: sudo }\ndetection:\n  keywords: ["*COMMAND*"]\n  condition: keywords\nlevel: low\n',
  );
  const { hits } = await run('--rules', join(folder, 'rules'), log);
  expect(hits.map(({ time }) => time)).toEqual(['2025-03-03T10:00:00.000Z']);
});

test.each<readonly [string, string, string]>([
  [
    'auditd',
    '{ product: linux, service: auditd }',
    'type=EXECVE msg=audit(1795435202.202:902): argc=2 a0="id" a1=6576696C',
  ],
  [
    'an access log',
    '{ category: webserver }',
    '203.0.113.5 - - [23/Nov/2026:12:00:02 +0000] "GET /evil HTTP/1.1" 200 5',
  ],
  [
    'squid',
    '{ category: proxy }',
    '1795435202.202 5 10.0.0.9 TCP_MISS/200 7 GET http://evil/ - HIER_DIRECT/203.0.113.9 -',
  ],
  [
    'BIND',
    '{ category: dns }',
    '23-Nov-2026 12:00:02.202 client @0x1 10.0.0.5#512 (evil): query: evil IN A + (10.0.0.53)',
  ],
  [
    'Zeek',
    '{ product: zeek, service: conn }',
    '#separator \\x09\n#path\tconn\n#fields\tts\tid.orig_h\tservice\n1795435202.202\t10.0.0.5\tevil',
  ],
  [
    'IIS',
    '{ category: webserver }',
    '#Software: IIS\n#Fields: date time cs-method cs-uri-stem c-ip\n2026-11-23 12:00:02 GET /evil 10.0.0.5',
  ],
  [
    'Azure',
    '{ product: azure, service: auditlogs }',
    '{"records":[{"time":"2026-11-23T12:00:02Z","category":"AuditLogs","operationName":"evil"}]}',
  ],
])('a file of %s is read as what it is', async (_what, logsource, content) => {
  await put(
    'rules/evil.yml',
    `title: Evil\nlogsource: ${logsource}\ndetection:\n  keywords: ["*evil*"]\n  condition: keywords\nlevel: low\n`,
  );
  const log = await put('some.log', `${content}\n`);
  const { code, hits } = await run('--rules', join(folder, 'rules'), log);
  expect(hits.map(({ title, time }) => [title, String(time).slice(0, 19)])).toEqual([
    ['Evil', '2026-11-23T12:00:02'],
  ]);
  expect(code).toBe(0);
});

test('several folders may follow --rules; placeholders come from a file', async () => {
  await put('one/whoami.yml', rule);
  await put(
    'two/admin.yml',
    rule
      .replace('-000000000001', '-000000000003')
      .replace('Image|endswith: \\whoami.exe', 'Image|expand: "%tool%"'),
  );
  const events = await put('e.ndjson', line(whoami));
  const both = [join(folder, 'one'), join(folder, 'two')];
  const without = await run('--rules', ...both, events);
  expect([without.code, without.hits.length]).toEqual([0, 1]);
  expect(without.said).toContain('1 refused');
  const values = await put('values.yml', "tool: ['*\\whoami.exe']\n");
  const { hits } = await run('--rules', ...both, '--placeholders', values, events);
  expect(hits.map((hit) => hit['rule_id'])).toHaveLength(2);
});

test.each([
  [[], 'Say where the rules are'],
  [['--rules', '/nowhere'], 'Say what to hunt through'],
  [['--rule', 'x'], 'Unknown option'],
])('wrong usage is told: %j', async (args, message) => {
  const { code, said } = await run(...args);
  expect([code, said]).toEqual([2, expect.stringContaining(message)]);
});

test('without a single rule there is nothing to hunt for', async () => {
  const { code, said } = await run('--rules', join(folder, 'none'), folder);
  expect([code, said]).toEqual([3, expect.stringContaining('no_rules')]);
});
