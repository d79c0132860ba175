import { expect, test } from 'vitest';
import { runSteps } from './run-steps.ts';
import type { Step } from './step.ts';

const step = (name: string, ok: boolean, output = ''): Step => ({
  name,
  about: `about ${name}`,
  run: () => Promise.resolve({ ok, output }),
});

async function run(
  steps: readonly Step[],
  width = 2,
): Promise<{ readonly ok: boolean; readonly text: string }> {
  const lines: string[] = [];
  const ok = await runSteps(steps, '/', width, (line) => lines.push(line));
  return { ok, text: lines.join('\n') };
}

test('the output of a step that passes is not shown, that of one that fails is', async () => {
  const { ok, text } = await run([step('good', true, 'chatter'), step('bad', false, 'what is wrong')]);
  expect(ok).toBe(false);
  expect(text).toContain('about bad\nwhat is wrong');
  expect(text).not.toContain('chatter');
  expect(text).toContain('2 steps, 1 failed');
});

test('all steps passing is a pass', async () => {
  expect((await run([step('a', true), step('b', true), step('c', true)], 1)).ok).toBe(true);
});

test('a step that throws has failed', async () => {
  const { ok, text } = await run([{ ...step('x', true), run: () => Promise.reject(new Error('no disk')) }]);
  expect(ok).toBe(false);
  expect(text).toContain('no disk');
});

test('nothing runs beside a step that wants to be alone', async () => {
  let running = 0;
  let together = 0;
  const counted = (name: string, alone: boolean): Step => ({
    ...step(name, true),
    alone,
    run: async () => {
      running += 1;
      together = Math.max(together, alone ? running : 0);
      await Promise.resolve();
      running -= 1;
      return { ok: true, output: '' };
    },
  });
  await run([counted('a', false), counted('b', true), counted('c', false)]);
  expect(together).toBe(1);
});
