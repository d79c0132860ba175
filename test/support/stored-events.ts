import { cp, mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFrames } from '../../src/event/intake/testing/receiver.ts';
import { openSpool } from '../../src/platform/spool/index.ts';
import { numberOf, numberPattern } from './event-stream.ts';
import { processesOf } from './processes.ts';

/** Numbers of stored events and how often each is stored. */
export type StoredNumbers = ReadonlyMap<number, number>;

/** Asks the embedded ClickHouse of a data folder; null while it does not answer. */
export async function askClickHouse(dataFolder: string, sql: string): Promise<string | null> {
  const socketPath = await engineSocket(dataFolder);
  if (socketPath === null) return null;
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const call = request({ socketPath, path: '/?database=tocsin', method: 'POST' }, (reply) => {
    const chunks: Buffer[] = [];
    reply.on('data', (chunk: Buffer) => chunks.push(chunk));
    reply.on('end', () => resolve(reply.statusCode === 200 ? Buffer.concat(chunks).toString() : null));
    reply.on('error', () => resolve(null));
  });
  call.on('error', () => resolve(null));
  call.end(sql);
  return promise;
}

async function engineSocket(dataFolder: string): Promise<string | null> {
  for (const { args } of await processesOf(dataFolder)) {
    const entry = args.findIndex((arg) => arg.endsWith('chdb-server.ts'));
    if (entry < 0) continue;
    return (JSON.parse(args[entry + 1] ?? '{}') as { socketPath?: string }).socketPath ?? null;
  }
  return null;
}

/** How many rows of the event table a company has; null while ClickHouse does not answer. */
export async function countStored(dataFolder: string, companyId: string): Promise<number | null> {
  const text = await askClickHouse(
    dataFolder,
    `SELECT count() FROM security_event WHERE company_id = '${companyId}' FORMAT TSV`,
  );
  return text === null ? null : Number(text);
}

/** Every number that a company's rows in the event table carry. */
export async function storedNumbers(dataFolder: string, companyId: string): Promise<StoredNumbers> {
  const text = await askClickHouse(
    dataFolder,
    `SELECT extract(raw, '${numberPattern}') AS pid, count() FROM security_event
     WHERE company_id = '${companyId}' GROUP BY pid FORMAT TSV`,
  );
  if (text === null) throw new Error('ClickHouse does not answer.');
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split('\t').map(Number))
      .map(([pid = 0, times = 0]) => [numberOf(pid), times]),
  );
}

/** The numbers of a company's records in the spool of a server that does not run, in the spool's order. */
export async function spooledNumbers(dataFolder: string, companyId: string): Promise<readonly number[]> {
  const copy = await mkdtemp(join(tmpdir(), 'tocsin-spool-'));
  try {
    await cp(join(dataFolder, 'spool'), copy, { recursive: true });
    const spool = await openSpool({ dir: copy, maxBytes: 2 ** 40, now: new Date() });
    try {
      const pattern = new RegExp(numberPattern);
      return (await readFrames(spool))
        .flatMap(({ records }) => records)
        .filter((record) => record.companyId === companyId)
        .map(({ raw }) => numberOf(Number(pattern.exec(raw)?.[1])));
    } finally {
      await spool.close();
    }
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
