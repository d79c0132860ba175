import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noTerminal } from '../cli/command.ts';
import { runCommand } from '../cli/run-command.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-rules-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function run(...args: readonly string[]) {
  let out = '';
  let said = '';
  const code = await runCommand({
    ...noTerminal,
    root: process.cwd(),
    env: { XDG_CACHE_HOME: join(folder, 'cache') },
    args: ['rules', ...args],
    out: (text) => void (out += text),
    say: (text) => void (said += text),
  });
  const lines = out.split('\n').filter(Boolean);
  return { code, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>), said };
}

const put = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);
const good = `title: Root
name: root
logsource: { product: linux, service: sudo }
detection:
  selection: { user: ada }
  condition: selection
level: low
tocsin: { entity: [user] }
`;
const event =
  '<86>1 2026-11-23T10:00:00Z web-1 sudo - - -   ada : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh';
const testOf = (hits: string): string =>
  `tests:\n  - name: a case\n    format: syslog\n    events: ['${event}']\n    hits: ${hits}\n`;

test('check lists every refused rule with file, line, code and reason; the others load', async () => {
  await put('good.yml', good);
  await put('two.yml', `${good.replace('root', 'again')}---\ntitle: Bad\nlogsource: { product: x }\n`);
  const { code, lines, said } = await run('check', folder);
  expect(code).toBe(1);
  expect(lines).toEqual([
    {
      kind: 'refused',
      file: join(folder, 'two.yml'),
      line: 10,
      code: 'detection_missing',
      reason: expect.any(String) as string,
    },
  ]);
  expect(said).toContain('2 rules, 0 correlations and 0 filters loaded; 1 refused');
  expect((await run('check', folder)).lines).toEqual(lines);
});

test('a rule file that cannot be read is exit code 3, a clean folder 0', async () => {
  await put('good.yml', good);
  expect((await run('check', folder)).code).toBe(0);
  await put('broken.yml', 'a: [');
  expect((await run('check', folder)).code).toBe(3);
});

test('test runs the cases beside the rules and fails with the first that fails', async () => {
  await put('good.yml', good);
  await put('good.test.yml', testOf("[{ rule: root, entity: 'user:ada' }]"));
  const passing = await run('test', folder);
  expect([passing.code, passing.lines]).toEqual([
    0,
    [expect.objectContaining({ name: 'a case', passed: true })],
  ]);
  await put('good.test.yml', testOf('[]'));
  const failing = await run('test', folder);
  expect([failing.code, failing.said]).toEqual([1, expect.stringContaining('0 cases passed, 1 failed')]);
  await put('good.test.yml', 'tests: 1');
  expect((await run('test', folder)).code).toBe(3);
});

test.each([[[]], [['make', 'x']], [['check']], [['check', '--placeholders', '/nowhere', '.']]])(
  'wrong usage is told: %j',
  async (args) => {
    expect((await run(...args)).code).toBe(2);
  },
);
