import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { mostCounted } from '../api/hooks.ts';
import { useFormat } from '../lib/use-format.ts';
import { ColumnMenu, useColumnChoice } from './column-menu.tsx';
import { ErrorState } from './states.tsx';
import { TableCards } from './table-cards.tsx';
import { TableGrid } from './table-grid.tsx';
import type { Card, Column, TableRows } from './table.ts';
import classes from './data-table.module.css';

const phone = '(max-width: 48em)';

/** A list of any length: virtualised rows, chosen columns, pages fetched as they come into view. */
export function DataTable<T extends { readonly id: string }>(props: {
  readonly name: string;
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly list: TableRows<T>;
  readonly empty: ReactNode;
  /** How a row is told on a phone. */
  readonly card: (row: T) => Card;
  readonly selectedId?: string | undefined;
  readonly cursorId?: string | null;
  readonly onOpen?: ((row: T) => void) | undefined;
  readonly footer?: ReactNode;
  /** What can be done with the whole list, such as exporting it. */
  readonly tools?: ReactNode;
}) {
  const { list, columns, onOpen } = props;
  const [chosen, setVisible] = useColumnChoice(props.name);
  const asCards = useMediaQuery(phone, false, { getInitialValueInEffect: false });
  if (list.error && list.rows.length === 0) return <ErrorState error={list.error} onRetry={list.refetch} />;
  if (!list.isPending && list.rows.length === 0) return <>{props.empty}</>;
  const common = { label: props.label, list, selectedId: props.selectedId, onOpen };
  return (
    <div className={classes.wrap}>
      {asCards ? (
        <TableCards {...common} card={props.card} />
      ) : (
        <TableGrid
          {...common}
          name={props.name}
          columns={columns}
          chosen={chosen}
          cursorId={props.cursorId ?? null}
        />
      )}
      <div className={classes.foot}>
        <ListCount list={list} />
        {list.changed && <Changed onRefresh={list.refresh} />}
        {!asCards && props.footer}
        <span className={classes.tools}>
          {props.tools}
          {!asCards && <ColumnMenu columns={columns} chosen={chosen} onChange={setVisible} />}
        </span>
      </div>
    </div>
  );
}

function ListCount({ list }: { readonly list: TableRows<unknown> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const shown = format.number(list.rows.length);
  const text = list.isPending
    ? t('common.loading')
    : list.total === null && list.hasMore
      ? t('table.shownMore', { shown })
      : t('table.shown', {
          shown,
          total:
            (list.total ?? 0) > mostCounted
              ? `${format.number(mostCounted)}+`
              : format.number(Math.max(list.total ?? 0, list.rows.length)),
        });
  return <span aria-live="polite">{text}</span>;
}

/** Far down a list nothing moves by itself: the reader says when. */
function Changed({ onRefresh }: { readonly onRefresh: () => void }) {
  const { t } = useTranslation();
  return (
    <Button size="compact-xs" variant="light" leftSection={<IconRefresh size={14} />} onClick={onRefresh}>
      {t('table.changed')}
    </Button>
  );
}
