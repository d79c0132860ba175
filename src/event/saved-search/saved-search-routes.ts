import { defineRoute, idParams, type Route } from '../../identity/index.ts';
import { err, ok } from '../../kernel/index.ts';
import { mostSearches } from './saved-search.ts';
import {
  newSavedSearchBody,
  savedSearchBody,
  savedSearchChangeBody,
  savedSearchList,
  toSavedSearchBody,
} from './saved-search-schema.ts';
import { changeSearch, deleteSearch, keepSearch, restoreSearch } from './saved-search-service.ts';
import { listSavedSearches, savedSearchById } from './saved-search-store.ts';

/** Own and shared: a company has many users. */
const mostListed = mostSearches * 10;
const path = '/saved-searches';
const access = 'event:read';

/** Searches of events that users keep. Whoever may search may keep and share; only its owner changes one. */
export const savedSearchRoutes: readonly Route[] = [
  defineRoute({
    ...{ method: 'GET', path, access },
    operation: 'saved_search.list',
    summary: 'Saved searches: the caller’s own and those that colleagues share',
    reply: savedSearchList,
    handler: async ({ tx, principal }) => {
      const searches = await listSavedSearches(tx, principal, mostListed);
      return ok({ items: searches.map((search) => toSavedSearchBody(search, principal.userId)) });
    },
  }),
  defineRoute({
    ...{ method: 'GET', path: `${path}/:id`, access },
    operation: 'saved_search.get',
    summary: 'One saved search',
    params: idParams,
    reply: savedSearchBody,
    handler: async ({ tx, principal, params }) => {
      const search = await savedSearchById(tx, principal, params.id);
      if (search?.deletedAt !== null)
        return err({ code: 'not_found', message: 'There is no such saved search.' });
      return ok(toSavedSearchBody(search, principal.userId));
    },
  }),
  defineRoute({
    ...{ method: 'POST', path, access },
    operation: 'saved_search.create',
    summary: 'Keep a search',
    body: newSavedSearchBody,
    reply: savedSearchBody,
    status: 201,
    handler: async ({ tx, principal, body, clock, touch }) => {
      const kept = await keepSearch(tx, clock, principal, body);
      if (!kept.ok) return kept;
      touch({ type: 'saved_search', id: kept.value.id }, kept.value.companyId);
      return ok(toSavedSearchBody(kept.value, principal.userId));
    },
  }),
  defineRoute({
    ...{ method: 'PATCH', path: `${path}/:id`, access },
    operation: 'saved_search.update',
    summary: 'Rename, share or change a saved search',
    params: idParams,
    body: savedSearchChangeBody,
    reply: savedSearchBody,
    handler: async ({ tx, principal, params, body, clock, touch }) => {
      const changed = await changeSearch(tx, clock, principal, params.id, body);
      if (!changed.ok) return changed;
      touch({ type: 'saved_search', id: changed.value.id }, changed.value.companyId);
      return ok(toSavedSearchBody(changed.value, principal.userId));
    },
  }),
  defineRoute({
    ...{ method: 'DELETE', path: `${path}/:id`, access },
    operation: 'saved_search.delete',
    summary: 'Delete a saved search; for 30 days it can be restored',
    params: idParams,
    handler: async ({ tx, principal, params, clock, touch }) => {
      const deleted = await deleteSearch(tx, clock, principal, params.id);
      if (!deleted.ok) return deleted;
      touch({ type: 'saved_search', id: deleted.value.id }, deleted.value.companyId);
      return ok(undefined);
    },
  }),
  defineRoute({
    ...{ method: 'POST', path: `${path}/:id/restore`, access },
    operation: 'saved_search.restore',
    summary: 'Take back the deletion of a saved search',
    params: idParams,
    reply: savedSearchBody,
    handler: async ({ tx, principal, params, clock, touch }) => {
      const restored = await restoreSearch(tx, clock, principal, params.id);
      if (!restored.ok) return restored;
      touch({ type: 'saved_search', id: restored.value.id }, restored.value.companyId);
      return ok(toSavedSearchBody(restored.value, principal.userId));
    },
  }),
];
