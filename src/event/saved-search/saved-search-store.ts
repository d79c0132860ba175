import type { CompanyId, UserId } from '../../kernel/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import type { ListedSavedSearch, SavedSearch, SavedSearchId } from './saved-search.ts';

type SavedSearchRow = {
  id: string;
  company_id: string;
  user_id: string;
  name: string;
  query: string;
  time_range: string;
  searched_company_id: string | null;
  columns: string[] | null;
  shared: boolean;
  created_at: Date;
  updated_at: Date;
  deleted_at: Date | null;
};

type Tables = { saved_search: SavedSearchRow; app_user: { id: string; name: string } };

const columns = [
  'saved_search.id',
  'saved_search.company_id',
  'saved_search.user_id',
  'saved_search.name',
  'saved_search.query',
  'saved_search.time_range',
  'saved_search.searched_company_id',
  'saved_search.columns',
  'saved_search.shared',
  'saved_search.created_at',
  'saved_search.updated_at',
  'saved_search.deleted_at',
  'app_user.name as user_name',
] as const;

/** Whose eyes: a user and the user's own company. */
export interface Reader {
  readonly companyId: CompanyId;
  readonly userId: UserId;
}

/** What a reader may see: the reader's own, and those that colleagues share. Deleted ones are the owner's only. */
const seenBy = (tx: Tx, reader: Reader) =>
  tx
    .$extendTables<Tables>()
    .selectFrom('saved_search')
    .innerJoin('app_user', 'app_user.id', 'saved_search.user_id')
    .select(columns)
    .where('saved_search.company_id', '=', reader.companyId)
    .where((where) =>
      where.or([
        where('saved_search.user_id', '=', reader.userId),
        where.and([where('saved_search.shared', '=', true), where('saved_search.deleted_at', 'is', null)]),
      ]),
    );

/** Saved searches that a reader sees, by name; at most `limit`. */
export async function listSavedSearches(
  tx: Tx,
  reader: Reader,
  limit: number,
): Promise<readonly ListedSavedSearch[]> {
  const rows = await seenBy(tx, reader)
    .where('saved_search.deleted_at', 'is', null)
    .orderBy((order) => order.fn('lower', ['saved_search.name']))
    .orderBy('saved_search.id')
    .limit(limit)
    .execute();
  return rows.map(toSavedSearch);
}

/** One that a reader sees, deleted ones of the reader's own too; null when there is none. */
export async function savedSearchById(tx: Tx, reader: Reader, id: string): Promise<ListedSavedSearch | null> {
  const row = await seenBy(tx, reader).where('saved_search.id', '=', id).executeTakeFirst();
  return row === undefined ? null : toSavedSearch(row);
}

/** How many a user has. */
export async function countSavedSearches(tx: Tx, { companyId, userId }: Reader): Promise<number> {
  const row = await tx
    .$extendTables<Tables>()
    .selectFrom('saved_search')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('saved_search.company_id', '=', companyId)
    .where('saved_search.user_id', '=', userId)
    .where('saved_search.deleted_at', 'is', null)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Whether a user has another of that name, in any case. */
export async function nameIsTaken(
  tx: Tx,
  { companyId, userId }: Reader,
  name: string,
  except: SavedSearchId,
): Promise<boolean> {
  const row = await tx
    .$extendTables<Tables>()
    .selectFrom('saved_search')
    .select('saved_search.id')
    .where('saved_search.company_id', '=', companyId)
    .where('saved_search.user_id', '=', userId)
    .where((where) =>
      where(where.fn('lower', ['saved_search.name']), '=', where.fn<string>('lower', [where.val(name)])),
    )
    .where('saved_search.id', '!=', except)
    .where('saved_search.deleted_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

export async function insertSavedSearch(tx: Tx, search: SavedSearch): Promise<void> {
  await tx
    .$extendTables<Tables>()
    .insertInto('saved_search')
    .values({
      ...contentOf(search),
      id: search.id,
      company_id: search.companyId,
      user_id: search.userId,
      created_at: search.createdAt,
    })
    .execute();
}

export async function updateSavedSearch(tx: Tx, search: SavedSearch): Promise<void> {
  await tx
    .$extendTables<Tables>()
    .updateTable('saved_search')
    .set(contentOf(search))
    .where('saved_search.id', '=', search.id)
    .where('saved_search.company_id', '=', search.companyId)
    .execute();
}

const contentOf = (search: SavedSearch) => ({
  name: search.name,
  query: search.query,
  time_range: search.range,
  searched_company_id: search.searchedCompanyId,
  columns: search.columns === null ? null : [...search.columns],
  shared: search.shared,
  updated_at: search.updatedAt,
  deleted_at: search.deletedAt,
});

/** Ends a company's searches that were deleted before a time: they can be had back no longer. */
export async function forgetDeletedSearches(tx: Tx, companyId: CompanyId, before: Date): Promise<void> {
  await tx
    .$extendTables<Tables>()
    .deleteFrom('saved_search')
    .where('saved_search.company_id', '=', companyId)
    .where('saved_search.deleted_at', '<', before)
    .execute();
}

/** Ends the searches of others that look at one company alone: when it is erased. Returns how many. */
export async function forgetSearchesOf(tx: Tx, searched: CompanyId): Promise<number> {
  const gone = await tx
    .$extendTables<Tables>()
    .deleteFrom('saved_search')
    .where('saved_search.searched_company_id', '=', searched)
    .executeTakeFirst();
  return Number(gone.numDeletedRows);
}

const toSavedSearch = (row: SavedSearchRow & { user_name: string }): ListedSavedSearch => ({
  id: row.id as SavedSearchId,
  companyId: row.company_id as CompanyId,
  userId: row.user_id as UserId,
  userName: row.user_name,
  name: row.name,
  query: row.query,
  range: row.time_range,
  searchedCompanyId: row.searched_company_id as CompanyId | null,
  columns: row.columns,
  shared: row.shared,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  deletedAt: row.deleted_at,
});
