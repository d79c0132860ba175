import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { ListQuery } from '../api/hooks.ts';

/** Rows before the end at which the next page is fetched. */
const fetchAhead = 30;

/** Draws only the rows in view, asks for the next page near the end, and keeps the active row in sight. */
export function useRows(
  count: number,
  activeIndex: number,
  rowHeight: number,
  list: Pick<ListQuery<unknown>, 'hasMore' | 'loadMore'>,
) {
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
