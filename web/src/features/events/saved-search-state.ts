import type { SavedSearch } from '../../api/types.ts';
import type { EventsSearch } from '../../app/search.ts';
import { defaultRange } from '../../lib/time-range.ts';

type Content = Pick<SavedSearch, 'q' | 'range' | 'searchedCompanyId'>;

/** What the page shows, as a saved search keeps it. */
export const contentOf = (search: EventsSearch): Content => ({
  q: search.q ?? '',
  range: search.range ?? defaultRange,
  searchedCompanyId: search.companyId ?? null,
});

/** What the page's address holds when a saved search is opened. */
export const openedSearch = (saved: SavedSearch): Partial<EventsSearch> => ({
  saved: saved.id,
  q: saved.q === '' ? undefined : saved.q,
  range: saved.range === defaultRange ? undefined : saved.range,
  companyId: saved.searchedCompanyId ?? undefined,
  selected: undefined,
});

/** Whether the page shows something else than the saved search that was opened. */
export function isChanged(saved: SavedSearch, search: EventsSearch): boolean {
  const now = contentOf(search);
  return now.q !== saved.q || now.range !== saved.range || now.searchedCompanyId !== saved.searchedCompanyId;
}

/** Whether an address holds a saved search and nothing of its own: then the saved one is opened. */
export const isBareLink = (search: EventsSearch): boolean =>
  search.saved !== undefined &&
  search.q === undefined &&
  search.range === undefined &&
  search.companyId === undefined;
