import { expect, test } from 'vitest';
import { contentOf, isBareLink, isChanged, openedSearch } from './saved-search-state.ts';

const saved = {
  id: '0190a1b2-0000-7000-8000-000000000001',
  name: 'Failures',
  q: 'status:failure',
  range: '7d',
  searchedCompanyId: null,
  columns: null,
  shared: false,
  userId: '0190a1b2-0000-7000-8000-000000000002',
  userName: 'Ada',
  mine: true,
  createdAt: '2026-11-01T00:00:00.000Z',
  updatedAt: '2026-11-01T00:00:00.000Z',
};

test('a saved search that is opened is not changed until something of it is', () => {
  const opened = openedSearch(saved);
  expect(opened).toEqual({
    saved: saved.id,
    q: 'status:failure',
    range: '7d',
    companyId: undefined,
    selected: undefined,
  });
  expect(isChanged(saved, opened)).toBe(false);
  expect(isChanged(saved, { ...opened, field: 'user', split: 'class' })).toBe(false);
  expect(isChanged(saved, { ...opened, q: 'status:success' })).toBe(true);
  expect(isChanged(saved, { ...opened, range: undefined })).toBe(true);
  expect(isChanged(saved, { ...opened, companyId: saved.userId })).toBe(true);
});

test('what the address leaves out is kept in full', () => {
  expect(contentOf({})).toEqual({ q: '', range: '24h', searchedCompanyId: null });
});

test('a link that names a saved search alone opens it', () => {
  expect(isBareLink({ saved: saved.id })).toBe(true);
  expect(isBareLink({ saved: saved.id, split: 'class' })).toBe(true);
  expect(isBareLink({ saved: saved.id, q: 'x' })).toBe(false);
  expect(isBareLink({})).toBe(false);
});
