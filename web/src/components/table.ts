import type { ReactNode } from 'react';
import type { ListQuery } from '../api/hooks.ts';
import type { RoomColumn } from './table-room.ts';

export interface Column<T> extends RoomColumn {
  readonly header: string;
  readonly grow?: number;
  readonly right?: boolean;
  /** The header is read out but not shown: for columns of icons. */
  readonly hideHeader?: boolean;
  /** The list can be sorted by this column, most first. */
  readonly sort?: { readonly isOn: boolean; readonly toggle: () => void };
  readonly cell: (row: T) => ReactNode;
}

/** A row where there is no room for columns: two lines. */
export interface Card {
  readonly title: ReactNode;
  readonly aside?: ReactNode;
  readonly meta: ReactNode;
}

/** What a table needs to know of its rows. */
export type TableRows<T> = Omit<ListQuery<T>, 'firstPage'>;
