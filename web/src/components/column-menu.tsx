import { Button, Menu } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { readJson, useStored, writeStored } from '../lib/stored.ts';

interface Choosable {
  readonly id: string;
  readonly header: string;
  readonly optional?: boolean;
}

type Choice = Readonly<Record<string, boolean>>;

/** The columns of a table that the reader has chosen or taken away; kept on this device under the table's name. */
export function useColumnChoice(name: string): readonly [Choice, (id: string, shown: boolean) => void] {
  const [stored, setStored] = useStored(`tocsin.columns.${name}`);
  const choice = useMemo(() => readChoice(stored), [stored]);
  return [choice, (id, shown) => setStored(JSON.stringify({ ...choice, [id]: shown }))];
}

/** The columns that are wanted of a table, by id. */
export const wantedColumns = (columns: readonly Choosable[], choice: Choice): readonly string[] =>
  columns.filter((column) => isWanted(column, choice)).map((column) => column.id);

const isWanted = (column: Choosable, choice: Choice): boolean =>
  choice[column.id] ?? column.optional !== true;

/** Keeps a choice of columns for a table: those and no others. */
export function storeColumns(name: string, columns: readonly Choosable[], ids: readonly string[]): void {
  const known = columns.map((column) => [column.id, ids.includes(column.id)] as const);
  if (!known.some(([, shown]) => shown)) return;
  writeStored(`tocsin.columns.${name}`, JSON.stringify(Object.fromEntries(known)));
}

function readChoice(stored: string | null): Choice {
  const kept = readJson(stored);
  if (typeof kept !== 'object' || kept === null) return {};
  return Object.fromEntries(
    Object.entries(kept).filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean'),
  );
}

export function ColumnMenu(props: {
  readonly columns: readonly Choosable[];
  readonly chosen: Choice;
  readonly onChange: (id: string, shown: boolean) => void;
}) {
  const { t } = useTranslation();
  const isShown = (column: Choosable): boolean => isWanted(column, props.chosen);
  const shownCount = props.columns.filter(isShown).length;
  return (
    <Menu closeOnItemClick={false} position="top-end">
      <Menu.Target>
        <Button size="compact-xs" variant="subtle" color="gray" leftSection={<IconColumns3 size={14} />}>
          {t('table.columns')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {props.columns.map((column) => (
          <Menu.CheckboxItem
            key={column.id}
            checked={isShown(column)}
            disabled={isShown(column) && shownCount === 1}
            onChange={(checked) => props.onChange(column.id, checked)}
          >
            {column.header}
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
