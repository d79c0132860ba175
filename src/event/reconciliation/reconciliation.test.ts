import { expect, test } from 'vitest';
import { fixedId } from '../testing/received-record.ts';
import { balance, sumsOf, type SourceCounts } from './reconciliation.ts';

const counts = (over: Partial<SourceCounts> = {}): SourceCounts => ({
  companyId: fixedId('a'),
  companyName: 'Acme',
  sourceId: fixedId('1'),
  sourceName: 'web',
  received: 10,
  stored: 10,
  evaluated: 7,
  unparsed: { not_json: 2, empty: 1 },
  ...over,
});
const sourceId = fixedId<'source'>('1');

test.each([
  ['all is there', {}, { rows: 10, unparsedRows: 3 }, 'balanced', 0],
  ['rows came before the counters', {}, { rows: 12, unparsedRows: 3 }, 'arriving', 0],
  ['rows have gone', {}, { rows: 6, unparsedRows: 3 }, 'missing', 4],
  [
    'some were neither evaluated nor unparsed',
    { evaluated: 5 },
    { rows: 10, unparsedRows: 3 },
    'miscounted',
    2,
  ],
  ['some were received and not stored', { received: 11 }, { rows: 10, unparsedRows: 3 }, 'miscounted', 1],
  ['rows are of another kind than counted', {}, { rows: 10, unparsedRows: 5 }, 'miscounted', 2],
] as const)('%s', (_name, over, rows, state, gap) => {
  expect(balance([counts(over)], [{ sourceId, ...rows }])).toMatchObject([{ state, gap, ...rows }]);
});

test('a source of which the table has nothing has lost all', () => {
  expect(balance([counts()], [])).toMatchObject([{ state: 'missing', gap: 10, rows: 0 }]);
});

test('what does not add up comes first, and sums are of all', () => {
  const other = { ...counts(), sourceId: fixedId<'source'>('2'), sourceName: 'mail' };
  const balances = balance(
    [counts(), other],
    [
      { sourceId, rows: 10, unparsedRows: 3 },
      { sourceId: other.sourceId, rows: 9, unparsedRows: 3 },
    ],
  );
  expect(balances.map(({ sourceName, state }) => [sourceName, state])).toEqual([
    ['mail', 'missing'],
    ['web', 'balanced'],
  ]);
  expect(sumsOf(balances)).toEqual({
    received: 20,
    stored: 20,
    evaluated: 14,
    unparsed: 6,
    rows: 19,
    gap: 1,
  });
});
