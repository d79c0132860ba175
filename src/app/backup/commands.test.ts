import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noTerminal } from '../cli/command.ts';
import { runCommand } from '../cli/run-command.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-commands-'));
});
afterEach(() => rm(folder, { recursive: true }));

interface Ran {
  readonly code: number;
  /** `error.code` of the JSON object; null when there is none. */
  readonly error: string | null;
  readonly said: string;
}

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  let out = '';
  let said = '';
  const code = await runCommand({
    ...noTerminal,
    root: process.cwd(),
    env: { TOCSIN_DATA: join(folder, 'data'), ...env },
    args,
    out: (text) => {
      out += text;
    },
    say: (text) => {
      said += text;
    },
  });
  const report = out === '' ? null : (JSON.parse(out) as { error?: { code: string } });
  return { code, error: report?.error?.code ?? null, said };
}

const backups = (): string => join(folder, 'backups');

test.for([
  [['backup'], 'name one folder'],
  [['backup', ''], 'name one folder'],
  [['backup', 'a', 'b'], 'name one folder'],
  [['backup', '--keep', '0', 'a'], '--keep takes a number from 1 to 10000, not "0"'],
  [['backup', '--keep', 'many', 'a'], '--keep takes a number'],
  [['backup', '--force', 'a'], "Unknown option '--force'"],
  [['restore'], 'name one folder'],
  [['restore', '--at', 'yesterday', 'a'], '--at takes the name of a backup'],
  [['restore', '--master-key', 'k', '--new-master-key', 'a'], 'exclude each other'],
] as const)('tocsin %s is wrong usage', async ([args, message]) => {
  const { code, error, said } = await run(args);
  expect([code, error]).toEqual([2, null]);
  expect(said).toContain(message);
  expect(said).toContain(`usage: tocsin ${args[0]} `);
});

test('a backup of nothing, and one of external stores, is refused and makes no folder', async () => {
  expect(await run(['backup', backups()])).toMatchObject({ code: 1, error: 'data_missing' });
  for (const name of ['DATABASE_URL', 'CLICKHOUSE_URL']) {
    const refused = await run(['backup', backups()], { [name]: 'http://u:secret@127.0.0.1:1/x' });
    expect(refused).toMatchObject({ code: 1, error: 'external_store' });
    expect(refused.said).toContain(name);
    expect(refused.said).not.toContain('secret');
    expect(await run(['restore', backups()], { [name]: 'http://127.0.0.1:1/x' })).toMatchObject({
      error: 'external_store',
    });
  }
  expect(await readdir(folder)).toEqual([]);
});

test('without its master key an installation is not backed up, and no key is made for it', async () => {
  await mkdir(join(folder, 'data', 'spool'), { recursive: true });
  const id = '01a21f37-0000-7000-8000-000000000001';
  await writeFile(join(folder, 'data', 'spool', 'spool-id'), `tocsin-spool 1 ${id}\n`);
  expect(await run(['backup', backups()])).toMatchObject({ code: 1, error: 'master_key_missing' });
  expect(await readdir(join(folder, 'data'))).toEqual(['spool']);
});

test('folders that hold no backups are told apart', async () => {
  expect(await run(['backup', '--verify', backups()])).toMatchObject({ code: 3, error: 'folder_missing' });
  await mkdir(join(backups(), 'backups'), { recursive: true });
  expect(await run(['restore', backups()])).toMatchObject({ code: 3, error: 'folder_not_a_backup' });
  const mark = { format: 1, installation: '01a21f37-0000-7000-8000-000000000001' };
  await writeFile(join(backups(), 'tocsin-backup.json'), JSON.stringify(mark));
  expect(await run(['backup', '--verify', backups()])).toMatchObject({ code: 3, error: 'no_backup' });
  expect(await run(['restore', backups()])).toMatchObject({ code: 3, error: 'no_backup' });
  const named = await run(['restore', '--at', '20260102T030405Z', backups()]);
  expect(named).toMatchObject({ code: 3, error: 'backup_unknown' });
  await writeFile(join(backups(), 'backups', '20260102T030405Z.json'), '{"format": 1}');
  expect(await run(['restore', backups()])).toMatchObject({ code: 3, error: 'manifest_unreadable' });
  expect(await run(['backup', '--verify', backups()])).toMatchObject({ code: 3, error: null });
});

test('neither a server nor a backup starts on a data folder whose restore is unfinished', async () => {
  await mkdir(join(folder, 'data'));
  await writeFile(join(folder, 'data', 'restore.json'), '{}');
  const served = await run(['serve']);
  expect(served.code).toBe(1);
  expect(served.said).toContain('tocsin serve: restore_unfinished: A restore into');
  expect(await run(['backup', backups()])).toMatchObject({ code: 1, error: 'restore_unfinished' });
});
