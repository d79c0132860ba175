import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { fuzz } from '../../../test/support/fuzz.ts';
import { describe, expect, test } from 'vitest';
import { fileProblemCodes } from '../file/file-problem.ts';
import { findCorpus } from '../testing/corpus.ts';
import { chunkBytes, headerBytes, type EvtxProblem, type EvtxRecord } from './chunk.ts';
import { readEvtx } from './evtx-file.ts';

const corpus = findCorpus();
const smallest = 4;

/** A few real logs of several chunks. */
const logs: readonly Buffer[] =
  corpus.kind === 'absent'
    ? []
    : globSync('evtx-attack/**/*.evtx', { cwd: corpus.dir })
        .map((name) => join(corpus.dir, name))
        .filter((path) => statSync(path).size > headerBytes + chunkBytes)
        .sort((a, b) => statSync(a).size - statSync(b).size || (a < b ? -1 : 1))
        .slice(0, smallest)
        .map((path) => readFileSync(path));

async function readAll(file: Buffer): Promise<{ records: EvtxRecord[]; problems: EvtxProblem[] }> {
  const all: { records: EvtxRecord[]; problems: EvtxProblem[] } = { records: [], problems: [] };
  for await (const { records, problems } of readEvtx((offset, bytes) =>
    Promise.resolve(file.subarray(offset, offset + bytes)),
  )) {
    all.records.push(...records);
    all.problems.push(...problems);
  }
  return all;
}

const edits = fc.array(fc.tuple(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 8 })), {
  minLength: 1,
  maxLength: 10,
});

/** Puts bytes into a stretch of a copy. */
function damaged(
  file: Buffer,
  from: number,
  to: number,
  puts: readonly (readonly [number, Uint8Array])[],
): Buffer {
  const copy = Buffer.from(file);
  for (const [at, bytes] of puts) {
    const place = from + (at % (to - from));
    copy.set(bytes.subarray(0, to - place), place);
  }
  return copy;
}

describe.skipIf(corpus.kind === 'absent')('a real log that has been damaged', () => {
  test('is read to its end in bounded time, and says with a code of the list what could not be read', async () => {
    expect(logs).toHaveLength(smallest);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...logs), edits, fc.nat(), async (log, puts, cut) => {
        const whole = damaged(log, 0, log.length, puts);
        const file = cut % 3 === 0 ? whole.subarray(0, cut % whole.length) : whole;
        const startedAt = performance.now();
        const { problems, records } = await readAll(file);
        expect(performance.now() - startedAt).toBeLessThan(10_000);
        for (const { code } of problems) expect(fileProblemCodes).toContain(code);
        for (const { event } of records) expect(() => JSON.stringify(event)).not.toThrow();
      }),
      fuzz(60),
    );
  }, 240_000);

  test('loses nothing outside of the chunk that is damaged', async () => {
    const wholes = await Promise.all(logs.map(async (log) => (await readAll(log)).records));
    await fc.assert(
      fc.asyncProperty(fc.nat(logs.length - 1), fc.nat(), edits, async (which, at, puts) => {
        const log = logs[which] ?? Buffer.alloc(0);
        const chunks = Math.floor((log.length - headerBytes) / chunkBytes);
        const from = headerBytes + (at % chunks) * chunkBytes;
        const { records } = await readAll(damaged(log, from, from + chunkBytes, puts));
        const own = await recordsOf(log.subarray(from, from + chunkBytes));
        const others = (wholes[which] ?? []).filter(({ recordId }) => !own.has(recordId));
        // By what they say: damage may give a record of the chunk the number of another.
        const found = new Set(records.map(({ event }) => JSON.stringify(event)));
        for (const { event } of others) expect(found).toContain(JSON.stringify(event));
      }),
      fuzz(40),
    );
  }, 240_000);
});

/** The numbers of the records of one chunk. */
async function recordsOf(chunk: Buffer): Promise<ReadonlySet<number>> {
  const file = Buffer.concat([Buffer.from('ElfFile\0'), Buffer.alloc(headerBytes - 8), chunk]);
  return new Set((await readAll(file)).records.map(({ recordId }) => recordId));
}
