import { expect, test } from 'vitest';
import { createMemoryRows } from './memory-rows.ts';
import { rememberRows } from './remembered-rows.ts';
import { correlation, plan, rowsOf } from './testing/scenario.ts';

const count = plan(
  correlation('count', 'type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: { gte: 3 }'),
);
const one = '["1"]';
const two = '["2"]';

/** A source over these lines that counts what it is asked. */
function counted(lines: readonly string[]) {
  const memory = createMemoryRows();
  memory.add(rowsOf(count, lines));
  const asked: string[] = [];
  const rows: typeof memory.rows = (query) => {
    asked.push(`${query.groups.join()} ${query.from}-${query.to}`);
    return memory.rows(query);
  };
  return { asked, source: { ...memory, rows } };
}

const lines = ['a 1 u=1', 'a 2 u=1', 'a 3 u=1', 'a 2 u=2'];
const whole = { correlationId: 'count', groups: [one, two], from: 0, to: 10_000 };

test('what an answer holds is not asked for again, also a narrower span of it', async () => {
  const { asked, source } = counted(lines);
  const remembered = rememberRows(source, 100);
  expect(await remembered.rows(whole)).toHaveLength(4);
  const narrower = await remembered.rows({ ...whole, groups: [one], from: 2_000, to: 3_000 });
  expect(narrower.map(({ time }) => time)).toEqual([2_000, 3_000]);
  expect(asked).toEqual([`${one},${two} 0-10000`]);
});

test('a wider span, another group and another correlation are asked for', async () => {
  const { asked, source } = counted(lines);
  const remembered = rememberRows(source, 100);
  await remembered.rows({ ...whole, groups: [one], from: 1_000 });
  await remembered.rows({ ...whole, groups: [one] });
  await remembered.rows(whole);
  await remembered.rows({ ...whole, correlationId: 'other' });
  expect(asked).toHaveLength(4);
});

test('a group without rows is known to have none', async () => {
  const remembered = rememberRows(counted([]).source, 100);
  expect(remembered.within('count', one, 0, 1)).toBeNull();
  await remembered.rows(whole);
  expect(remembered.within('count', one, 0, 1)).toEqual([]);
  expect(remembered.within('count', '["3"]', 0, 1)).toBeNull();
});

test('an answer that the store may have cut short is not remembered', async () => {
  const { asked, source } = counted(lines);
  const remembered = rememberRows(source, 4);
  expect(await remembered.rows(whole)).toHaveLength(4);
  expect(remembered.within('count', one, 0, 10_000)).toBeNull();
  await remembered.rows(whole);
  expect(asked).toHaveLength(2);
});
