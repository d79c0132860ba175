import { z } from 'zod';
import { wireTime } from '../../identity/index.ts';
import { dayMs, severities } from '../../kernel/index.ts';
import { maxRuleText } from '../rule/rule-text.ts';
import { refusalCodes } from '../sigma/refusal.ts';
import type { BackTest } from './back-test.ts';

const maxDays = 366;

export const tryBody = z.object({
  yaml: z.string().min(1).max(maxRuleText),
  days: z.number().int().min(1).max(maxDays).default(7),
  companyId: z.uuid().optional(),
});

/** The last whole days up to now, as a range of Unix milliseconds. */
export const lastDays = (days: number, now: Date) => ({
  from: now.getTime() - days * dayMs,
  to: now.getTime() + 1,
});

const entityBody = z.object({ type: z.string(), value: z.string() });

export const triedBody = z.object({
  from: wireTime,
  to: wireTime,
  complete: z.boolean(),
  /** All, those that would have been taken among them. */
  matches: z.number().int(),
  /** Of them: kept out of findings by a suppression, and excluded by a company's filter. */
  suppressed: z.number().int(),
  excluded: z.number().int(),
  /** What would have taken most, at most 20. */
  takenBy: z.array(
    z.object({
      suppressionId: z.uuid(),
      companyId: z.uuid(),
      /** Null for who may not see findings. */
      title: z.string().nullable(),
      /** A filter excluded them; else a suppression kept them out of findings. */
      excluded: z.boolean(),
      matches: z.number().int(),
      hits: z.number().int(),
    }),
  ),
  firedOn: z.array(
    z.object({
      companyId: z.uuid(),
      ruleId: z.string(),
      entity: entityBody,
      matches: z.number().int(),
      /** How many of them would have been taken. */
      taken: z.number().int(),
    }),
  ),
  otherMatches: z.number().int(),
  days: z.array(z.object({ day: z.iso.date(), matches: z.number().int() })),
  newest: z.array(
    z.object({
      eventId: z.uuid(),
      companyId: z.uuid(),
      ruleId: z.string(),
      time: wireTime,
      message: z.string(),
      fields: z.array(z.object({ field: z.string().nullable(), value: z.string() })),
      /** The suppression or filter that would have taken it. */
      takenBy: z.object({ suppressionId: z.uuid(), excluded: z.boolean() }).nullable(),
    }),
  ),
  correlations: z.array(
    z.object({
      ruleId: z.string(),
      title: z.string(),
      level: z.enum(severities),
      hits: z.number().int(),
      /** How many of them would have been suppressed. */
      suppressed: z.number().int(),
    }),
  ),
  refused: z.array(z.object({ line: z.number().int(), code: z.enum(refusalCodes), reason: z.string() })),
});

export function toTriedBody(
  tried: BackTest,
  titles: ReadonlyMap<string, string>,
  refused: z.input<typeof triedBody>['refused'],
): z.input<typeof triedBody> {
  const hits = new Map<string, z.input<typeof triedBody>['correlations'][number]>();
  for (const { correlation, level, taken } of tried.correlations) {
    const { id: ruleId, title } = correlation;
    const known = hits.get(ruleId) ?? { hits: 0, suppressed: 0 };
    const suppressed = known.suppressed + (taken === null ? 0 : 1);
    hits.set(ruleId, { ruleId, title, level, hits: known.hits + 1, suppressed });
  }
  return {
    from: new Date(tried.covered.from),
    to: new Date(tried.covered.to),
    complete: tried.isComplete,
    matches: tried.matches,
    suppressed: tried.suppressed,
    excluded: tried.excluded,
    takenBy: tried.takenBy.map(({ id, isExcluded, ...taken }) => ({
      ...taken,
      suppressionId: id,
      title: titles.get(id) ?? null,
      excluded: isExcluded,
    })),
    firedOn: [...tried.firedOn],
    otherMatches: tried.others,
    days: [...tried.days],
    newest: tried.newest.map(({ fields, taken, time, ...event }) => ({
      ...event,
      takenBy: taken === null ? null : { suppressionId: taken.id, excluded: taken.isExcluded },
      time: new Date(time),
      fields: [...fields],
    })),
    correlations: [...hits.values()],
    refused,
  };
}
