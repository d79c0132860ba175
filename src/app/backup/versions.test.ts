import { cp, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openIntakeSpool } from '../../event/index.ts';
import { systemClock } from '../../kernel/index.ts';
import { loadConfig } from '../../platform/config/index.ts';
import { noTerminal } from '../cli/command.ts';
import { openStores, prepareDataFolder, type Stores, type Upgrade } from '../serve/stores.ts';
import { backup } from './backup-command.ts';
import { restore } from './restore-command.ts';

/** Two programs that differ in their migrations only. */
const programs = {
  old: {
    postgres: ['0001-base.sql', '0002-identity.sql', '0003-activity.sql'],
    clickhouse: ['0001-security-event.sql'],
  },
  new: {
    postgres: ['0001-base.sql', '0002-identity.sql', '0003-activity.sql', '0004-event.sql'],
    clickhouse: ['0001-security-event.sql', '0002-detection-match.sql'],
  },
} as const;
type Program = keyof typeof programs;

let folder: string;
const companyId = '01a21f37-0000-7000-8000-00000000000c';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-versions-'));
  for (const [program, stores] of Object.entries(programs)) {
    await mkdir(join(folder, program), { recursive: true });
    await writeFile(join(folder, program, 'package.json'), JSON.stringify({ version: program }));
    for (const [store, files] of Object.entries(stores)) {
      await mkdir(join(folder, program, 'migrations', store), { recursive: true });
      for (const file of files)
        await cp(join('migrations', store, file), join(folder, program, 'migrations', store, file));
    }
  }
});
afterAll(() => rm(folder, { recursive: true }));

const upgrades: Upgrade[] = [];

async function open(program: Program, data: string): Promise<Stores> {
  const root = join(folder, program);
  const config = loadConfig({ env: { TOCSIN_DATA: join(folder, data) }, root });
  await prepareDataFolder(config.data);
  upgrades.length = 0;
  return openStores({
    root,
    config,
    log: pino({ level: 'silent' }),
    secretKey: undefined,
    onUpgrade: (upgrade) => {
      upgrades.push(upgrade);
      return Promise.resolve();
    },
  });
}

/** Runs a command of a program as its command line would; gives the exit code, the error's code or the report. */
async function run(
  command: typeof backup,
  program: Program,
  data: string,
  args: readonly string[],
): Promise<{ readonly code: number; readonly report: Record<string, unknown> }> {
  let out = '';
  const context = {
    ...noTerminal,
    root: join(folder, program),
    env: { TOCSIN_DATA: join(folder, data) },
    args,
    out: (text: string) => {
      out += text;
    },
    say: () => undefined,
  };
  const code = await command(context).catch(() => -1);
  return { code, report: JSON.parse(out) as Record<string, unknown> };
}

async function query(stores: Stores, text: string): Promise<readonly unknown[]> {
  const client = new Client(stores.postgres.settingsFor('owner'));
  await client.connect();
  try {
    return (await client.query(text)).rows as unknown[];
  } finally {
    await client.end();
  }
}

test('a newer program backs up older data as they are, restores them and upgrades them then; an older one refuses newer backups', async () => {
  const stores = await open('old', 'data');
  await query(
    stores,
    `insert into tocsin.company (id, kind, name, slug, locale, status, created_at) values ('${companyId}', 'customer', 'Acme', 'acme', 'en', 'active', now())`,
  );
  await stores.stop();
  const { spool } = await openIntakeSpool({
    dir: join(folder, 'data', 'spool'),
    maxBytes: 2 ** 30,
    clock: systemClock,
  });
  await spool.close();
  const backups = join(folder, 'backups');
  const made = await run(backup, 'new', 'data', ['--with-secrets', backups]);
  expect(made).toMatchObject({ code: 0, report: { notRecorded: null } });
  expect(await run(restore, 'new', 'restored', [backups])).toMatchObject({
    code: 0,
    report: { madeBy: 'new' },
  });
  const restored = await open('new', 'restored');
  expect(upgrades).toEqual([
    {
      postgres: { from: 3, pending: ['0004-event'] },
      clickhouse: { from: 1, pending: ['0002-detection-match'] },
    },
  ]);
  expect(await query(restored, 'select company.name from tocsin.company')).toEqual([{ name: 'Acme' }]);
  expect(
    await query(restored, 'select activity_record.event_name as name from tocsin.activity_record order by 1'),
  ).toEqual([{ name: 'backup.restore' }]);
  await restored.stop();
  const newer = join(folder, 'newer');
  expect(await run(backup, 'new', 'restored', ['--with-secrets', newer])).toMatchObject({
    code: 0,
    report: { notRecorded: null },
  });
  expect(await run(restore, 'old', 'never', [newer])).toMatchObject({
    code: -1,
    report: { error: { code: 'backup_newer_than_program' } },
  });
  await expect(stat(join(folder, 'never'))).rejects.toThrow('ENOENT');
}, 120_000);
