import { expect, test } from 'vitest';
import { rowsBehind } from './rows-behind.ts';

const source = {
  sourceId: '0190a1b2-0000-7000-8000-000000000001',
  companyId: '0190a1b2-0000-7000-8000-000000000002',
};
const since = '2026-11-27T10:00:00.000Z';
const all = `source:${source.sourceId} received>="${since}"`;

test.each([
  [{ kind: 'received' }, all],
  [{ kind: 'in_table' }, all],
  [{ kind: 'evaluated' }, `${all} -reason:*`],
  [{ kind: 'unparsed', reason: 'not_json' }, `${all} reason:not_json`],
] as const)('behind %j are the rows of %s', (behind, q) => {
  expect(rowsBehind(source, since, behind)).toEqual({ q, range: '90d', companyId: source.companyId });
});
