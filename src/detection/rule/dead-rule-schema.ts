import { z } from 'zod';
import { wireTime } from '../../identity/index.ts';
import { deadCodes } from './dead-rules.ts';

/** Without a company: no event of any. */
export const deadRuleQuery = z.object({ companyId: z.uuid().optional() });

const part = z.string().nullable();
const logSource = z.object({ product: part, category: part, service: part });

export const deadRuleListBody = z.object({
  /** Nothing that could make them fire happened since. */
  since: wireTime,
  /** So far back `lastEventAt` was looked for. */
  from: wireTime,
  /** Events since then whose channels, event ids and fields were looked at. */
  lookedAt: z.number(),
  /** Log sources with more events than are looked at, or with one that could not be read: their rules are listed only where the name of the log source tells enough. */
  notLookedAt: z.array(logSource.extend({ events: z.number() })),
  items: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      /** Null for a correlation: none of its rules could fire. */
      logSource: logSource.nullable(),
      /**
       * `no_events`: nothing of its log source. Of events that are there: `no_channel`, `no_event_id`: none of the kind that
       * it needs; `no_field`: none with a field that it needs. `no_rule`: a correlation of which no rule can fire.
       */
      code: z.enum(deadCodes),
      /** What no event has of what the rule needs: a value of `Channel`, `EventID` or `EventType`, or a field (`value` is null). */
      missing: z.array(z.object({ field: z.string(), value: z.string().nullable() })),
      /** When the newest event of its log source happened. */
      lastEventAt: wireTime.nullable(),
    }),
  ),
});
