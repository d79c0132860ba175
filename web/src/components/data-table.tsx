import { Skeleton, VisuallyHidden } from '@mantine/core';
import { columnVisibilityFeature, createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListQuery } from '../api/hooks.ts';
import { useFormat } from '../lib/use-format.ts';
import { ErrorState } from './states.tsx';
import { ColumnMenu, useColumnChoice } from './column-menu.tsx';
import classes from './data-table.module.css';

export interface Column<T> {
  readonly id: string;
  readonly header: string;
  /** Pixels; with `grow` the least width, sharing what is left. */
  readonly width: number;
  readonly grow?: number;
  readonly right?: boolean;
  /** The header is read out but not shown: for columns of icons. */
  readonly hideHeader?: boolean;
  /** Left out while a panel takes half of the room. */
  readonly wideOnly?: boolean;
  /** Not shown until chosen. */
  readonly optional?: boolean;
  readonly cell: (row: T) => ReactNode;
}

const features = tableFeatures({ columnVisibilityFeature });
const rowHeight = 36;
/** Rows before the end at which the next page is fetched. */
const fetchAhead = 30;

/** A list of any length: virtualised rows, chosen columns, pages fetched as they come into view. */
export function DataTable<T extends { readonly id: string }>(props: {
  readonly name: string;
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly list: Pick<
    ListQuery<T>,
    'rows' | 'isPending' | 'isFetching' | 'error' | 'hasMore' | 'loadMore' | 'refetch' | 'total'
  >;
  readonly empty: ReactNode;
  readonly selectedId?: string | undefined;
  readonly cursorId?: string | null;
  readonly onOpen?: ((row: T) => void) | undefined;
  readonly narrow?: boolean;
  readonly footer?: ReactNode;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { list, columns, onOpen } = props;
  const [chosen, setVisible] = useColumnChoice(props.name, columns);
  const visibility = useMemo(
    () => roomFor(columns, chosen, props.narrow === true),
    [columns, chosen, props.narrow],
  );
  const definitions = useMemo(() => toDefinitions(columns), [columns]);
  const data = useMemo(() => [...list.rows], [list.rows]);
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: (row) => row.id,
    state: { columnVisibility: visibility },
  });
  const rows = table.getRowModel().rows;
  const shown = columns.filter((column) => visibility[column.id] !== false);
  const activeId = props.cursorId ?? props.selectedId ?? null;
  const activeIndex = activeId === null ? -1 : rows.findIndex((row) => row.id === activeId);
  const { scroll, virtual } = useRows(rows.length, activeIndex, list);

  if (list.error && rows.length === 0) return <ErrorState error={list.error} onRetry={list.refetch} />;
  if (!list.isPending && rows.length === 0) return <>{props.empty}</>;
  return (
    <div className={classes.wrap} style={gridStyle(shown)}>
      <div
        ref={scroll}
        className={classes.scroll}
        role="grid"
        aria-label={props.label}
        aria-rowcount={list.total ?? rows.length}
        aria-busy={list.isFetching}
        aria-activedescendant={activeIndex >= 0 ? `${props.name}-${String(activeId)}` : undefined}
        tabIndex={0}
      >
        <div className={classes.inner} role="presentation">
          <HeaderRow columns={shown} />
          {list.isPending ? (
            <SkeletonRows columns={shown.length} />
          ) : (
            <div className={classes.rows} role="rowgroup" style={{ height: virtual.getTotalSize() }}>
              {virtual.getVirtualItems().map((item) => {
                const row = rows[item.index];
                if (!row) return null;
                const state =
                  row.id === props.selectedId
                    ? classes.selected
                    : row.id === props.cursorId
                      ? classes.cursor
                      : '';
                return (
                  <div
                    key={row.id}
                    id={`${props.name}-${row.id}`}
                    role="row"
                    aria-rowindex={item.index + 2}
                    aria-selected={row.id === props.selectedId}
                    className={`${classes.row ?? ''} ${onOpen ? (classes.open ?? '') : ''} ${state ?? ''}`}
                    style={{ transform: `translateY(${item.start}px)` }}
                    onClick={(event) => {
                      if (!(event.target as Element).closest('a, button')) onOpen?.(row.original);
                    }}
                  >
                    {row.getVisibleCells().map((cell) => (
                      <div
                        key={cell.id}
                        role="gridcell"
                        className={`${classes.cell ?? ''} ${isRight(columns, cell.column.id) ? (classes.right ?? '') : ''}`}
                      >
                        <table.FlexRender cell={cell} />
                      </div>
                    ))}
                  </div>
                );
              })}
            </div>
          )}
        </div>
      </div>
      <div className={classes.foot}>
        <span aria-live="polite">
          {list.isPending
            ? t('common.loading')
            : list.total === null && list.hasMore
              ? t('table.shownMore', { shown: format.number(rows.length) })
              : t('table.shown', {
                  shown: format.number(rows.length),
                  total: format.number(Math.max(list.total ?? 0, rows.length)),
                })}
        </span>
        {props.footer}
        <span style={{ marginLeft: 'auto' }} />
        <ColumnMenu columns={columns} visibility={chosen} onChange={setVisible} />
      </div>
    </div>
  );
}

/** Draws only the rows in view, asks for the next page near the end, and keeps the active row in sight. */
function useRows(count: number, activeIndex: number, list: Pick<ListQuery<unknown>, 'hasMore' | 'loadMore'>) {
  const scroll = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- the virtualiser's functions are not memoised by us
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const last = virtual.getVirtualItems().at(-1)?.index ?? 0;
  const { hasMore, loadMore } = list;
  useEffect(() => {
    if (hasMore && last >= count - fetchAhead) loadMore();
  }, [last, count, hasMore, loadMore]);
  useEffect(() => {
    if (activeIndex >= 0) virtual.scrollToIndex(activeIndex, { align: 'auto' });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only a moved cursor scrolls, not every render of the virtualiser
  }, [activeIndex]);
  return { scroll, virtual };
}

function toDefinitions<T extends { readonly id: string }>(columns: readonly Column<T>[]) {
  const helper = createColumnHelper<typeof features, T>();
  return helper.columns(
    columns.map((column) =>
      helper.display({
        id: column.id,
        header: column.header,
        cell: (context) => column.cell(context.row.original),
      }),
    ),
  );
}

function roomFor<T>(
  columns: readonly Column<T>[],
  chosen: Readonly<Record<string, boolean>>,
  narrow: boolean,
): Record<string, boolean> {
  return Object.fromEntries(
    columns.map((column) => [
      column.id,
      chosen[column.id] !== false && !(narrow && column.wideOnly === true),
    ]),
  );
}

const isRight = <T,>(columns: readonly Column<T>[], id: string): boolean =>
  columns.find((column) => column.id === id)?.right === true;

function gridStyle<T>(columns: readonly Column<T>[]): React.CSSProperties {
  const template = columns.map((column) =>
    column.grow === undefined ? `${column.width}px` : `minmax(${column.width}px, ${column.grow}fr)`,
  );
  const least = columns.reduce((sum, column) => sum + column.width, 36);
  return { ['--table-columns' as string]: template.join(' '), ['--table-min' as string]: `${least}px` };
}

function HeaderRow<T>({ columns }: { readonly columns: readonly Column<T>[] }) {
  return (
    <div role="rowgroup">
      <div className={classes.head} role="row">
        {columns.map((column) => (
          <div
            key={column.id}
            role="columnheader"
            className={`${classes.cell ?? ''} ${column.right ? (classes.right ?? '') : ''}`}
          >
            {column.hideHeader ? <VisuallyHidden>{column.header}</VisuallyHidden> : column.header}
          </div>
        ))}
      </div>
    </div>
  );
}

function SkeletonRows({ columns }: { readonly columns: number }) {
  return (
    <div role="rowgroup">
      {Array.from({ length: 12 }, (_, row) => (
        <div key={row} role="row" className={classes.row} style={{ position: 'static' }}>
          {Array.from({ length: columns }, (_, cell) => (
            <div key={cell} role="gridcell" className={classes.cell}>
              <Skeleton height={10} width={`${40 + ((row * 7 + cell * 13) % 50)}%`} />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
