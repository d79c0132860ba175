import type { LogSource } from '../event-types.ts';
import type { EventSource } from '../sigma/routing.ts';

const parts = ['product', 'category', 'service'] as const;

/** The log sources that an event counts as, without those that another one says more precisely. */
export function preciseSources(sources: readonly EventSource[]): readonly LogSource[] {
  const all = sources.map(({ logSource }) => logSource);
  return all.filter(
    (source, index) =>
      !all.some(
        (other, place) =>
          place !== index && saysNoMore(source, other) && (!saysNoMore(other, source) || place < index),
      ),
  );
}

const saysNoMore = (source: LogSource, other: LogSource): boolean =>
  parts.every((part) => source[part] === null || source[part] === other[part]);
