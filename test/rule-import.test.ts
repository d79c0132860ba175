import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from 'vitest';
import { noTerminal } from '../src/app/cli/command.ts';
import { findCorpus } from '../src/event/testing/corpus.ts';
import { runCommand } from '../src/app/cli/run-command.ts';
import {
  environment,
  projectRoot,
  startRunningServer,
  type RunningServer,
} from './support/running-server.ts';
import { until } from './support/processes.ts';

const corpus = findCorpus();
let server: RunningServer;
let folder: string;
beforeAll(async () => {
  server = await startRunningServer();
}, 120_000);
afterAll(() => server.stop(), 60_000);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-import-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const rule = (id: string, user = 'ada'): string => `title: Rule ${id}
id: ${id}
logsource: { product: linux, service: sudo }
detection: { selection: { user: ${user} }, condition: selection }
level: low
tocsin: { entity: [user] }
`;
const tests = (id: string): string => `tests:
  - name: a shell
    format: syslog
    events: ['<86>1 2026-11-23T10:00:00Z web-1 sudo - - -   ada : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh']
    hits: [{ rule: ${id}, entity: 'user:ada' }]
`;
const put = (name: string, text: string | Uint8Array): Promise<void> => writeFile(join(folder, name), text);

interface Line {
  readonly file: string;
  readonly id: string | null;
  readonly outcome: string;
  readonly state: string | null;
  readonly code: string | null;
}

async function run(...args: readonly string[]) {
  let out = '';
  let said = '';
  const code = await runCommand({
    ...noTerminal,
    root: projectRoot,
    env: environment({ dataFolder: server.dataFolder, ports: null, options: {} }),
    args: ['rules', 'import', ...args],
    out: (text) => void (out += text),
    say: (text) => void (said += text),
  });
  const lines = out.split('\n').filter(Boolean);
  return { code, said, lines: lines.map((line) => JSON.parse(line) as Line) };
}

const told = (lines: readonly Line[]): readonly string[] =>
  lines.map(({ code, file, outcome, state }) =>
    [file.slice(folder.length + 1), outcome, state, code].filter((part) => part !== null).join(' '),
  );

test('a folder is imported as drafts, then into force with the tests beside its rules, then unchanged', async () => {
  await mkdir(join(folder, 'deep'));
  await put('one.yml', rule('one'));
  await put('one.test.yml', tests('one'));
  await put('deep/two.yaml', rule('two'));
  await put('deep/two.test.yaml', tests('two'));
  const drafts = await run(folder);
  expect([drafts.code, told(drafts.lines)]).toEqual([
    0,
    ['deep/two.yaml created draft', 'one.yml created draft'],
  ]);
  const before = (await server.api.get('/rules')).body.setVersion as number;
  const tried = await run('--activate', '--dry-run', folder);
  expect(tried.said).toContain('2 activated, 0 unchanged, 0 skipped, 0 refused; nothing was changed');
  const active = await run('--activate', folder);
  expect([active.code, told(active.lines)]).toEqual([
    0,
    ['deep/two.yaml activated active', 'one.yml activated active'],
  ]);
  expect((await server.api.get('/rules')).body.setVersion).toBe(before + 1);
  const again = await run('--activate', folder);
  expect(told(again.lines)).toEqual(['deep/two.yaml unchanged active', 'one.yml unchanged active']);
  const { body } = await server.api.get('/activity?eventName=rule.import&limit=1');
  expect(body.items[0]).toMatchObject({ eventName: 'rule.import' });
}, 60_000);

test('hostile files are told one by one, and the rest is imported', async () => {
  await put('a-good.yml', rule('good'));
  await put('b-latin.yml', Buffer.concat([Buffer.from(rule('latin')), Buffer.from([0xe9, 0x0a])]));
  await put('c-nul.yml', 'title: \0');
  await put('d-huge.yml', Buffer.alloc(1_200_000, 'x'));
  await put('e-broken.yml', 'a: [');
  await symlink(join(folder, 'f-loop.yml'), join(folder, 'f-loop.yml'));
  await symlink(folder, join(folder, 'loop'));
  execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', join(folder, 'g-pipe.yml')]);
  await symlink('/dev/zero', join(folder, 'h-zero.yml'));
  await put('i-tests.yml', rule('tests'));
  await symlink('/dev/zero', join(folder, 'i-tests.test.yml'));
  const { code, lines } = await run(folder);
  expect(code).toBe(3);
  expect(told(lines).toSorted()).toEqual([
    'a-good.yml created draft',
    'b-latin.yml refused file_unreadable',
    'c-nul.yml refused text_unstorable',
    'd-huge.yml refused file_too_large',
    'e-broken.yml refused yaml_syntax',
    'f-loop.yml refused file_unreadable',
    'g-pipe.yml refused file_unreadable',
    'h-zero.yml refused file_unreadable',
    'i-tests.test.yml refused tests_unreadable',
  ]);
}, 60_000);

test.each([
  [[]],
  [['--without-tests', 'why', '.']],
  [['--activate', '--without-tests', ' ', '.']],
  [['--what', '.']],
])('wrong usage is told: %j', async (args) => {
  expect((await run(...args)).code).toBe(2);
});

test.skipIf(corpus.kind === 'absent')(
  `thousands of public rules come into force in one go${corpus.kind === 'absent' ? `: ${corpus.reason}` : ''}`,
  async () => {
    const sigma = join(corpus.kind === 'present' ? corpus.dir : '', 'sigma');
    const folders = ['rules', 'rules-emerging-threats', 'rules-threat-hunting'].map((name) =>
      join(sigma, name),
    );
    const before = (await server.api.get('/rules')).body.setVersion as number;
    const { code, lines, said } = await run('--activate', '--without-tests', 'public rules', ...folders);
    const refused = lines.filter(({ outcome }) => outcome === 'refused');
    expect(lines.length).toBeGreaterThan(3_700);
    expect(refused.length, said).toBeLessThan(10);
    expect(code).toBe(3);
    await until('the rules are in force', async () =>
      (await server.api.get('/rules')).body.setVersion === before + 1 ? true : null,
    );
  },
  240_000,
);
