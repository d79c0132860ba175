import { createHuntedRows, type HuntedCorrelation, type HuntRules } from '../../detection/index.ts';
import type { JsonObject } from '../../event/index.ts';
import type { EventPlace } from './event-place.ts';
import type { MemberOf } from './hit-line.ts';
import type { HuntedItem } from './hunt-file.ts';

/** Most events that are kept so that a hit of a correlation can show the one that completed it. */
const mostKeptEvents = 50_000;

/** What correlations count, over all files. */
export interface HuntMemory {
  add(counted: Extract<HuntedItem, { readonly kind: 'counted' }>): void;
  correlations(): readonly HuntedCorrelation[];
  /** Matches that were too many to be counted. */
  uncounted(): number;
  readonly member: MemberOf;
}

export function createHuntMemory(rules: HuntRules): HuntMemory {
  const rows = createHuntedRows(rules);
  const places = new Map<string, EventPlace>();
  const kept = new Map<string, JsonObject | string>();
  return {
    add: (counted) => {
      rows.add(counted.rows);
      places.set(counted.eventId, counted.place);
      if (kept.size < mostKeptEvents) kept.set(counted.eventId, counted.event);
    },
    correlations: () => rows.correlations(),
    uncounted: () => rows.uncounted(),
    member: (eventId) => ({
      place: places.get(eventId) ?? { file: '', entry: null, record: -1 },
      event: kept.get(eventId) ?? null,
    }),
  };
}
