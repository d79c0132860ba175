import { Button, Menu } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { readJson, useStored } from '../lib/stored.ts';

interface Choosable {
  readonly id: string;
  readonly header: string;
  readonly optional?: boolean;
}

/** Which columns of a table are shown; kept on this device under the table's name. */
export function useColumnChoice(
  name: string,
  columns: readonly Choosable[],
): readonly [Record<string, boolean>, (id: string, shown: boolean) => void] {
  const [stored, setStored] = useStored(`tocsin.columns.${name}`);
  const visibility = useMemo(() => readChoice(stored, columns), [stored, columns]);
  return [visibility, (id, shown) => setStored(JSON.stringify({ ...visibility, [id]: shown }))];
}

function readChoice(stored: string | null, columns: readonly Choosable[]): Record<string, boolean> {
  const kept = readJson(stored);
  const choice: Record<string, unknown> = typeof kept === 'object' && kept !== null ? { ...kept } : {};
  return Object.fromEntries(
    columns.map(({ id, optional }) => {
      const shown = choice[id];
      return [id, typeof shown === 'boolean' ? shown : !optional];
    }),
  );
}

export function ColumnMenu(props: {
  readonly columns: readonly Choosable[];
  readonly visibility: Readonly<Record<string, boolean>>;
  readonly onChange: (id: string, shown: boolean) => void;
}) {
  const { t } = useTranslation();
  const shownCount = props.columns.filter((column) => props.visibility[column.id] !== false).length;
  return (
    <Menu closeOnItemClick={false} position="top-end">
      <Menu.Target>
        <Button size="compact-xs" variant="subtle" color="gray" leftSection={<IconColumns3 size={14} />}>
          {t('table.columns')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {props.columns.map((column) => {
          const shown = props.visibility[column.id] !== false;
          return (
            <Menu.CheckboxItem
              key={column.id}
              checked={shown}
              disabled={shown && shownCount === 1}
              onChange={(checked) => props.onChange(column.id, checked)}
            >
              {column.header}
            </Menu.CheckboxItem>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
