import { z } from 'zod';
import { wireTime } from '../../identity/index.ts';
import type { ListedSavedSearch } from './saved-search.ts';

const name = z.string().trim().min(1).max(100);
const query = z.string().max(2_000);
const range = z.string().max(60);
const columns = z.array(z.string().regex(/^[A-Za-z][\w.@#$-]{0,59}$/)).max(40);

export const savedSearchBody = z.object({
  id: z.uuid(),
  name: z.string(),
  q: z.string(),
  range: z.string(),
  searchedCompanyId: z.uuid().nullable(),
  columns: z.array(z.string()).nullable(),
  shared: z.boolean(),
  userId: z.uuid(),
  userName: z.string(),
  /** Whether the caller may change it. */
  mine: z.boolean(),
  createdAt: wireTime,
  updatedAt: wireTime,
});

export const savedSearchList = z.object({ items: z.array(savedSearchBody) });

export const newSavedSearchBody = z.object({
  name,
  q: query.default(''),
  range: range.default('24h'),
  searchedCompanyId: z.uuid().nullable().default(null),
  columns: columns.nullable().default(null),
  shared: z.boolean().default(false),
});

export const savedSearchChangeBody = z.object({
  name: name.optional(),
  q: query.optional(),
  range: range.optional(),
  searchedCompanyId: z.uuid().nullable().optional(),
  columns: columns.nullable().optional(),
  shared: z.boolean().optional(),
});

export const toSavedSearchBody = (
  search: ListedSavedSearch,
  reader: string,
): z.input<typeof savedSearchBody> => ({
  id: search.id,
  name: search.name,
  q: search.query,
  range: search.range,
  searchedCompanyId: search.searchedCompanyId,
  columns: search.columns === null ? null : [...search.columns],
  shared: search.shared,
  userId: search.userId,
  userName: search.userName,
  mine: search.userId === reader,
  createdAt: search.createdAt,
  updatedAt: search.updatedAt,
});
