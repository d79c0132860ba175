import { useState } from 'react';
import { useShortcuts, type Shortcuts } from './shortcuts.ts';

interface Row {
  readonly id: string;
}

/**
 * Walks a list by keyboard: j and k move, Enter opens, / goes to the search box. With a panel open (`selectedId`)
 * moving opens the next row in it. Returns the row that the cursor is on.
 */
export function useListCursor<T extends Row>(
  rows: readonly T[],
  options: {
    readonly selectedId?: string | undefined;
    readonly onOpen: (row: T) => void;
    readonly onSearch?: () => void;
    readonly more?: (current: T) => Shortcuts;
  },
): string | null {
  const [cursor, setCursor] = useState<string | null>(null);
  const activeId = options.selectedId ?? cursor;
  const index = activeId === null ? -1 : rows.findIndex((row) => row.id === activeId);
  const current = rows[index];
  const move = (by: 1 | -1): void => {
    const next = rows[Math.min(rows.length - 1, Math.max(0, index + by))];
    if (!next) return;
    setCursor(next.id);
    if (options.selectedId !== undefined && next.id !== options.selectedId) options.onOpen(next);
  };
  useShortcuts({
    j: () => move(1),
    ArrowDown: () => move(1),
    k: () => move(-1),
    ArrowUp: () => move(-1),
    ...(current ? { Enter: () => options.onOpen(current), ...options.more?.(current) } : {}),
    ...(options.onSearch ? { '/': options.onSearch } : {}),
  });
  return current?.id ?? null;
}
