import { expect, test } from 'vitest';
import { createStageLog, stageNames } from './stages.ts';

test('stages are told as they happen, with the time since the start, and the first missing one is known', () => {
  let now = 5_000;
  const said: string[] = [];
  const log = createStageLog(
    () => now,
    (text) => said.push(text),
  );
  expect(log.missing()).toBe('server');
  now += 1_234;
  log.reached('server', 'http://127.0.0.1:8440');
  now += 10_000;
  log.reached('customers', 'two');
  expect(said).toEqual(['   1.23 s  server      http://127.0.0.1:8440\n', '  11.23 s  customers   two\n']);
  expect(log.stages()).toEqual([
    { name: 'server', atMs: 1_234, text: 'http://127.0.0.1:8440' },
    { name: 'customers', atMs: 11_234, text: 'two' },
  ]);
  expect(log.missing()).toBe('attack');
});

test('nothing is missing once all stages were reached', () => {
  const log = createStageLog(
    () => 0,
    () => undefined,
  );
  for (const name of stageNames) log.reached(name, '');
  expect(log.missing()).toBeNull();
});
