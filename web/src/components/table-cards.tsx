import { Skeleton } from '@mantine/core';
import type { Card, TableRows } from './table.ts';
import { useRows } from './table-rows.ts';
import classes from './data-table.module.css';

const cardHeight = 64;

/** A list on a phone: the same rows, virtualised, one below the other. */
export function TableCards<T extends { readonly id: string }>(props: {
  readonly label: string;
  readonly list: TableRows<T>;
  readonly card: (row: T) => Card;
  readonly selectedId: string | undefined;
  readonly onOpen: ((row: T) => void) | undefined;
}) {
  const { list, card, onOpen } = props;
  const { scroll, virtual } = useRows(list.rows.length, -1, cardHeight, list);
  return (
    <div ref={scroll} className={classes.scroll} tabIndex={-1} aria-busy={list.isFetching}>
      {list.isPending ? (
        <CardSkeletons />
      ) : (
        <ul className={classes.cards} aria-label={props.label} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = list.rows[item.index];
            if (!row) return null;
            const { title, aside, meta } = card(row);
            return (
              <li
                key={row.id}
                className={classes.cardRow}
                style={{ transform: `translateY(${item.start}px)`, height: cardHeight }}
              >
                <button
                  type="button"
                  className={`${classes.card ?? ''} ${row.id === props.selectedId ? (classes.selected ?? '') : ''}`}
                  disabled={onOpen === undefined}
                  onClick={() => onOpen?.(row)}
                >
                  <span className={classes.cardLine}>
                    <span className={classes.cardTitle} dir="auto">
                      {title}
                    </span>
                    {aside}
                  </span>
                  <span className={classes.cardMeta}>{meta}</span>
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}

function CardSkeletons() {
  return (
    <div aria-hidden>
      {Array.from({ length: 8 }, (_, row) => (
        <div key={row} className={classes.card} style={{ height: cardHeight }}>
          <Skeleton height={12} width={`${50 + ((row * 13) % 40)}%`} />
          <Skeleton height={10} width={`${30 + ((row * 7) % 30)}%`} />
        </div>
      ))}
    </div>
  );
}
