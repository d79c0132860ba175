import { Skeleton, VisuallyHidden } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { IconArrowDown } from '@tabler/icons-react';
import {
  createColumnHelper,
  FlexRender,
  tableFeatures,
  useTable,
  type Row,
  type RowData,
} from '@tanstack/react-table';
import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Column, TableRows } from './table.ts';
import { columnsFor, leastWidth } from './table-room.ts';
import { useRows } from './table-rows.ts';
import classes from './data-table.module.css';

const features = tableFeatures({});
const rowHeight = 36;

/** The table itself: a grid whose columns fit the room that there is. */
export function TableGrid<T extends { readonly id: string }>(props: {
  readonly name: string;
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly chosen: Readonly<Record<string, boolean>>;
  readonly list: TableRows<T>;
  readonly selectedId: string | undefined;
  readonly cursorId: string | null;
  readonly onOpen: ((row: T) => void) | undefined;
}) {
  const { list, columns, chosen, onOpen } = props;
  const { t } = useTranslation();
  const { ref: measure, width } = useElementSize();
  const shown = useMemo(
    () => columnsFor(columns, chosen, width === 0 ? Infinity : width),
    [columns, chosen, width],
  );
  const definitions = useMemo(() => toDefinitions(shown), [shown]);
  const data = useMemo(() => [...list.rows], [list.rows]);
  const table = useTable({ features, columns: definitions, data, getRowId: (row) => row.id });
  const rows = table.getRowModel().rows;
  const activeId = props.cursorId ?? props.selectedId ?? null;
  const activeIndex = activeId === null ? -1 : rows.findIndex((row) => row.id === activeId);
  const { scroll, virtual } = useRows(rows.length, activeIndex, rowHeight, list);
  const holder = useMergedRef(scroll, measure);
  const right = useMemo(
    () => new Set(shown.filter((column) => column.right).map((column) => column.id)),
    [shown],
  );
  return (
    <div
      ref={holder}
      className={classes.scroll}
      style={gridStyle(shown)}
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
          <SkeletonRows columns={shown.length} label={t('common.loading')} />
        ) : (
          <div className={classes.rows} role="rowgroup" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((item) => {
              const row = rows[item.index];
              if (!row) return null;
              const selected = row.id === props.selectedId;
              return (
                <GridRow
                  key={row.id}
                  name={props.name}
                  row={row}
                  index={item.index}
                  start={item.start}
                  selected={selected}
                  cursor={!selected && row.id === props.cursorId}
                  right={right}
                  onOpen={onOpen}
                />
              );
            })}
          </div>
        )}
      </div>
    </div>
  );
}

interface GridRowProps<T extends RowData> {
  readonly name: string;
  readonly row: Row<typeof features, T>;
  readonly index: number;
  readonly start: number;
  readonly selected: boolean;
  readonly cursor: boolean;
  readonly right: ReadonlySet<string>;
  readonly onOpen: ((row: T) => void) | undefined;
}

/** Drawn once and moved: while the list scrolls only the rows that come into view are new. */
const GridRow = memo(function GridRow<T extends RowData>(props: GridRowProps<T>) {
  const { row, onOpen, selected } = props;
  const state = selected ? classes.selected : props.cursor ? classes.cursor : '';
  return (
    <div
      id={`${props.name}-${row.id}`}
      role="row"
      aria-rowindex={props.index + 2}
      aria-selected={selected}
      className={`${classes.row ?? ''} ${onOpen ? (classes.open ?? '') : ''} ${state ?? ''}`}
      style={{ transform: `translateY(${props.start}px)` }}
      onClick={(event) => {
        if (!(event.target as Element).closest('a, button')) onOpen?.(row.original);
      }}
    >
      {row.getAllCells().map((cell) => (
        <div
          key={cell.id}
          role="gridcell"
          dir="auto"
          className={`${classes.cell ?? ''} ${props.right.has(cell.column.id) ? (classes.right ?? '') : ''}`}
        >
          <FlexRender cell={cell} />
        </div>
      ))}
    </div>
  );
}) as <T extends RowData>(props: GridRowProps<T>) => React.ReactNode;

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

function gridStyle<T>(columns: readonly Column<T>[]): React.CSSProperties {
  const template = columns.map((column) =>
    column.grow === undefined ? `${column.width}px` : `minmax(${column.width}px, ${column.grow}fr)`,
  );
  return {
    ['--table-columns' as string]: template.join(' '),
    ['--table-min' as string]: `${leastWidth(columns)}px`,
  };
}

function HeaderRow<T>({ columns }: { readonly columns: readonly Column<T>[] }) {
  return (
    <div role="rowgroup">
      <div className={classes.head} role="row">
        {columns.map((column) => (
          <div
            key={column.id}
            role="columnheader"
            aria-sort={column.sort?.isOn === true ? 'descending' : undefined}
            className={`${classes.cell ?? ''} ${column.right ? (classes.right ?? '') : ''}`}
          >
            <HeaderText column={column} />
          </div>
        ))}
      </div>
    </div>
  );
}

function HeaderText<T>({ column: { header, hideHeader, sort } }: { readonly column: Column<T> }) {
  if (hideHeader) return <VisuallyHidden>{header}</VisuallyHidden>;
  if (sort === undefined) return header;
  return (
    <button type="button" className={classes.sort} data-on={sort.isOn || undefined} onClick={sort.toggle}>
      {header}
      <IconArrowDown size={12} aria-hidden />
    </button>
  );
}

function SkeletonRows({ columns, label }: { readonly columns: number; readonly label: string }) {
  return (
    <div role="rowgroup" aria-label={label}>
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
