import { dayMs, type CompanyId, type Id, type UserId } from '../../kernel/index.ts';

export type SavedSearchId = Id<'saved_search'>;

/** A search of events that a user keeps. */
export interface SavedSearch {
  readonly id: SavedSearchId;
  /** The user's own company. */
  readonly companyId: CompanyId;
  readonly userId: UserId;
  readonly name: string;
  /** In the query language; empty for every event. */
  readonly query: string;
  /** `15m`, `24h`, `7d`, or two ISO 8601 times with `~` between. */
  readonly range: string;
  /** Whose events are looked at; null: all that the reader may see. */
  readonly searchedCompanyId: CompanyId | null;
  /** Columns of the list, in order; null: as the reader has them. */
  readonly columns: readonly string[] | null;
  /** Everybody of the user's company sees it. */
  readonly shared: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly deletedAt: Date | null;
}

/** A saved search with the name of the user who keeps it. */
export interface ListedSavedSearch extends SavedSearch {
  readonly userName: string;
}

export const savedSearchProblems = {
  saved_search_exists: { status: 409, title: 'You have a saved search of that name' },
  saved_search_limit: { status: 409, title: 'You have too many saved searches' },
  saved_search_of_another: { status: 403, title: 'The saved search is somebody else’s' },
  range_malformed: { status: 400, title: 'The time range cannot be read' },
} as const;

/** Saved searches of one user. */
export const mostSearches = 200;
/** How long a deleted search can be had back. */
export const keptDeletedMs = 30 * dayMs;
