import type { z } from 'zod';
import { companyById, type Principal } from '../../identity/index.ts';
import { err, newId, ok, type Clock, type CompanyId, type Result } from '../../kernel/index.ts';
import type { Failure } from '../../platform/http/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import { readQuery } from '../event-request.ts';
import { resolveRange } from '../search/time-range.ts';
import { keptDeletedMs, mostSearches, type ListedSavedSearch, type SavedSearchId } from './saved-search.ts';
import type { newSavedSearchBody, savedSearchChangeBody } from './saved-search-schema.ts';
import {
  countSavedSearches,
  forgetDeletedSearches,
  insertSavedSearch,
  nameIsTaken,
  savedSearchById,
  updateSavedSearch,
} from './saved-search-store.ts';

const absent: Failure = { code: 'not_found', message: 'There is no such saved search.' };
const isTaken: Failure = {
  code: 'saved_search_exists',
  message: 'You have a saved search of that name. Choose another name, or change that one.',
};
const tooMany: Failure = {
  code: 'saved_search_limit',
  message: `A user keeps at most ${mostSearches} searches. Delete one first.`,
};

/** Keeps a search for a user. A customer's user looks at the own company, whatever the request says. */
export async function keepSearch(
  tx: Tx,
  clock: Clock,
  principal: Principal,
  body: z.output<typeof newSavedSearchBody>,
): Promise<Result<ListedSavedSearch, Failure>> {
  const at = clock.now();
  const search: ListedSavedSearch = {
    id: newId<'saved_search'>(at),
    companyId: principal.companyId,
    userId: principal.userId,
    userName: principal.name,
    ...{ name: body.name, query: body.q.trim(), range: body.range },
    searchedCompanyId: searchedBy(principal, body.searchedCompanyId),
    columns: body.columns,
    shared: body.shared,
    ...{ createdAt: at, updatedAt: at, deletedAt: null },
  };
  const fault = await faultOf(tx, search);
  if (fault !== null) return err(fault);
  if ((await countSavedSearches(tx, principal)) >= mostSearches) return err(tooMany);
  await insertSavedSearch(tx, search);
  return ok(search);
}

/** Changes a search of the principal's own; what the body leaves out stays. */
export async function changeSearch(
  tx: Tx,
  clock: Clock,
  principal: Principal,
  id: string,
  body: z.output<typeof savedSearchChangeBody>,
): Promise<Result<ListedSavedSearch, Failure>> {
  const found = await ownSearch(tx, principal, id);
  if (!found.ok) return found;
  const old = found.value;
  if (old.deletedAt !== null) return err(absent);
  const changed: ListedSavedSearch = {
    ...old,
    name: body.name ?? old.name,
    query: body.q?.trim() ?? old.query,
    range: body.range ?? old.range,
    searchedCompanyId:
      body.searchedCompanyId === undefined
        ? old.searchedCompanyId
        : searchedBy(principal, body.searchedCompanyId),
    columns: body.columns === undefined ? old.columns : body.columns,
    shared: body.shared ?? old.shared,
    updatedAt: clock.now(),
  };
  const fault = await faultOf(tx, changed);
  if (fault !== null) return err(fault);
  await updateSavedSearch(tx, changed);
  return ok(changed);
}

/** Deletes a search of the principal's own, for good after `keptDeletedMs`. */
export async function deleteSearch(
  tx: Tx,
  clock: Clock,
  principal: Principal,
  id: string,
): Promise<Result<ListedSavedSearch, Failure>> {
  const found = await ownSearch(tx, principal, id);
  if (!found.ok) return found;
  if (found.value.deletedAt !== null) return err(absent);
  const at = clock.now();
  await forgetDeletedSearches(tx, principal.companyId, new Date(at.getTime() - keptDeletedMs));
  await updateSavedSearch(tx, { ...found.value, deletedAt: at });
  return found;
}

/** Takes a deletion back; does nothing to a search that is not deleted. */
export async function restoreSearch(
  tx: Tx,
  clock: Clock,
  principal: Principal,
  id: string,
): Promise<Result<ListedSavedSearch, Failure>> {
  const found = await ownSearch(tx, principal, id);
  if (!found.ok || found.value.deletedAt === null) return found;
  const restored = { ...found.value, deletedAt: null, updatedAt: clock.now() };
  if (await nameIsTaken(tx, principal, restored.name, restored.id)) return err(isTaken);
  if ((await countSavedSearches(tx, principal)) >= mostSearches) return err(tooMany);
  await updateSavedSearch(tx, restored);
  return ok(restored);
}

const searchedBy = (principal: Principal, wanted: string | null): CompanyId | null =>
  principal.side === 'customer' ? null : (wanted as CompanyId | null);

async function ownSearch(
  tx: Tx,
  principal: Principal,
  id: string,
): Promise<Result<ListedSavedSearch, Failure>> {
  const search = await savedSearchById(tx, principal, id);
  if (search === null) return err(absent);
  if (search.userId === principal.userId) return ok(search);
  return err({
    code: 'saved_search_of_another',
    message: `Only ${search.userName} can change this search. Save it under your own name instead.`,
  });
}

/** Why a search cannot be kept as it is: a query that says nothing, a range, a company, a name that is taken. */
async function faultOf(
  tx: Tx,
  search: ListedSavedSearch & { readonly id: SavedSearchId },
): Promise<Failure | null> {
  const query = readQuery(search.query);
  if (!query.ok) return query.error;
  const range = resolveRange(search.range, search.updatedAt);
  if (!range.ok) return range.error;
  if (search.searchedCompanyId !== null && (await companyById(tx, search.searchedCompanyId)) === null)
    return { code: 'not_found', message: 'There is no such company.' };
  return (await nameIsTaken(tx, search, search.name, search.id)) ? isTaken : null;
}
