import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../../../kernel/index.ts';
import { openSpool, type Spool } from '../../../platform/spool/index.ts';
import type { RawRecord } from '../../event.ts';
import { createIntakeCounters, type IntakeCounters } from '../counters.ts';
import { decodeFrame, type FrameHeader } from '../frame-codec.ts';
import { createInflightBudget } from '../inflight-budget.ts';
import type { SyslogDeps } from '../syslog-deps.ts';
import { everythingTo } from './directories.ts';

/** A spool in a folder of its own, with what a syslog receiver needs around it. */
export interface TestReceiver {
  readonly spool: Spool;
  readonly counters: IntakeCounters;
  readonly deps: SyslogDeps;
  /** Every frame on the disk. */
  frames(): Promise<readonly ReceivedFrame[]>;
  records(): Promise<readonly RawRecord[]>;
  /** Resolves when at least `count` records are on the disk. */
  stored(count: number): Promise<readonly RawRecord[]>;
  close(): Promise<void>;
}

/** A decoded frame, with all its records. */
export interface ReceivedFrame {
  readonly header: FrameHeader;
  readonly records: readonly RawRecord[];
}

const defaultBudgetBytes = 64 * 1024 * 1024;

export async function openTestReceiver(overrides: Partial<SyslogDeps> = {}): Promise<TestReceiver> {
  const dir = await mkdtemp(join(tmpdir(), 'tocsin-intake-'));
  const spool = await openSpool({ dir, maxBytes: 2 ** 30, now: new Date(0) });
  const counters = overrides.counters ?? createIntakeCounters();
  const frames = (): Promise<readonly ReceivedFrame[]> => readFrames(spool);
  const records = async (): Promise<readonly RawRecord[]> =>
    (await frames()).flatMap((frame) => frame.records);
  return {
    spool,
    counters,
    deps: {
      spool,
      directory: everythingTo(1),
      clock: systemClock,
      counters,
      budget: createInflightBudget(defaultBudgetBytes),
      ...overrides,
    },
    frames,
    records,
    stored: async (count) => {
      const reader = spool.reader();
      let seen = 0;
      while (seen < count) {
        await reader.wait();
        const batch = await reader.read();
        for (const { payload, position } of batch.frames)
          seen += decodeOrThrow(spool, payload, position).records.length;
      }
      await reader.close();
      return records();
    },
    close: async () => {
      await spool.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Every frame of a spool, decoded; throws on damage. */
export async function readFrames(spool: Spool): Promise<readonly ReceivedFrame[]> {
  const reader = spool.reader();
  const frames: ReceivedFrame[] = [];
  for (;;) {
    const batch = await reader.read();
    if (batch.damage.length > 0) throw new Error('The spool is damaged.');
    if (batch.frames.length === 0) break;
    for (const { payload, position } of batch.frames) frames.push(decodeOrThrow(spool, payload, position));
  }
  await reader.close();
  return frames;
}

function decodeOrThrow(
  spool: Spool,
  payload: Buffer,
  position: Parameters<typeof decodeFrame>[1]['position'],
): ReceivedFrame {
  const decoded = decodeFrame(payload, { spoolId: spool.id, position });
  if (!decoded.ok) throw new Error(decoded.error.message);
  return { header: decoded.value.header, records: [...decoded.value.records] };
}

/** A spool whose appends wait until the gate is opened, or are refused by what `refuse` returns. */
export interface GatedSpool extends Pick<Spool, 'append'> {
  open(): void;
  close(): void;
  waiting(): number;
}

export function gate(append: Spool['append']): GatedSpool {
  let isOpen = false;
  let waiting: (() => void)[] = [];
  return {
    append: async (payload) => {
      if (!isOpen) await new Promise<void>((resolve) => waiting.push(resolve));
      return append(payload);
    },
    open: () => {
      isOpen = true;
      for (const resume of waiting) resume();
      waiting = [];
    },
    close: () => {
      isOpen = false;
    },
    waiting: () => waiting.length,
  };
}

/** A self-signed certificate for localhost, made with openssl. */
export async function makeCertificate(
  dir: string,
  name: string,
): Promise<{ readonly cert: string; readonly key: string }> {
  const [cert, key] = [join(dir, `${name}.crt`), join(dir, `${name}.key`)];
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...[
      '-subj',
      `/CN=${name}`,
      '-addext',
      'subjectAltName=DNS:localhost,IP:127.0.0.1',
      '-out',
      cert,
      '-keyout',
      key,
    ],
  ]);
  return { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') };
}
