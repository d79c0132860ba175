import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import type { RuleTexts } from '../../detection/index.ts';
import { JudgingPools } from './judging-pools.ts';
import type { BatchReply, BatchRequest } from './pipeline-message.ts';

const log = pino({ level: 'silent' });
let pools: JudgingPools;
afterEach(() => pools.stop());

/** Texts that say which version they are. */
const textsOf = (version: number): RuleTexts => ({
  shipped: [],
  local: [],
  disabled: [String(version)],
  cacheFile: null,
});

/** Rules whose versions a test makes, and pools that say what they judged by instead of judging. */
function house(known = 100) {
  const listeners = new Set<() => void>();
  const opened: number[] = [];
  const ended: number[] = [];
  const failing = new Set<number>();
  const gates = new Map<number, Promise<undefined>>();
  let version = 1;
  pools = new JudgingPools({
    log,
    threads: 2,
    rules: {
      version: () => version,
      textsAt: (wanted) => Promise.resolve(wanted > known ? null : textsOf(wanted)),
      onChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    openPool: ({ rules }) => {
      const own = Number(rules.disabled[0]);
      opened.push(own);
      return {
        run: async (request: BatchRequest) => {
          if (failing.has(own)) throw new Error('the thread died');
          await gates.get(own + (request.spoolId === '' ? 1_000 : 0));
          return { badFrames: [`${request.spoolId} by ${own}`] } as unknown as BatchReply;
        },
        stop: () => Promise.resolve(void ended.push(own)),
      };
    },
  });
  return {
    opened,
    ended,
    failing,
    gates,
    turnTo: (next: number) => {
      version = next;
      for (const listener of listeners) listener();
    },
  };
}

const batch = (name: string): BatchRequest => ({
  spoolId: name,
  ruleSet: 0,
  payload: new ArrayBuffer(0),
  frames: [],
  retention: { days: new Map(), defaultDays: 1 },
  suppressions: [],
  erased: new Set(),
});
const judged = async (version: number | null, name = 'a'): Promise<string | undefined> =>
  (await pools.run(version, batch(name), [])).badFrames[0];

test('a batch is judged by the version that it was planned with, also after the rules changed', async () => {
  const { turnTo } = house();
  expect([pools.version(), await judged(1)]).toEqual([1, 'a by 1']);
  turnTo(2);
  await expect.poll(() => pools.version()).toBe(2);
  expect([await judged(1, 'old'), await judged(2, 'new'), await judged(null, 'none')]).toEqual([
    'old by 1',
    'new by 2',
    'none by 2',
  ]);
});

test('new rules judge only when their threads are ready; until then the old ones do', async () => {
  const { gates, turnTo } = house();
  const ready = Promise.withResolvers<undefined>();
  gates.set(1_002, ready.promise);
  turnTo(2);
  await delay(0);
  expect([pools.version(), await judged(pools.version())]).toEqual([1, 'a by 1']);
  ready.resolve(undefined);
  await expect.poll(() => pools.version()).toBe(2);
});

test('old threads end when they have nothing to do any more, and never in the middle of a batch', async () => {
  const { ended, gates, turnTo } = house();
  const atWork = Promise.withResolvers<undefined>();
  gates.set(1, atWork.promise);
  const slow = judged(1, 'slow');
  turnTo(2);
  await expect.poll(() => pools.version()).toBe(2);
  expect(ended).toEqual([]);
  atWork.resolve(undefined);
  expect(await slow).toBe('slow by 1');
  await expect.poll(() => ended).toEqual([1]);
});

test('many changes in a row get threads for the newest only', async () => {
  const { gates, opened, turnTo } = house();
  const ready = Promise.withResolvers<undefined>();
  gates.set(1_002, ready.promise);
  for (const version of [2, 3, 4, 5]) turnTo(version);
  ready.resolve(undefined);
  await expect.poll(() => pools.version()).toBe(5);
  expect(opened).toEqual([1, 2, 5]);
});

test('threads that do not start leave the old rules in force', async () => {
  const { ended, failing, turnTo } = house();
  failing.add(2);
  turnTo(2);
  await expect.poll(() => ended).toEqual([2]);
  expect([pools.version(), await judged(pools.version())]).toEqual([1, 'a by 1']);
  turnTo(3);
  await expect.poll(() => pools.version()).toBe(3);
});

test('a version that nobody knows is judged by the newest rules', async () => {
  house(1);
  expect(await judged(99)).toBe('a by 1');
});
