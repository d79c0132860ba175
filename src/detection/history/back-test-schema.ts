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
  matches: z.number().int(),
  firedOn: z.array(
    z.object({ companyId: z.uuid(), ruleId: z.string(), entity: entityBody, matches: z.number().int() }),
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
    }),
  ),
  correlations: z.array(
    z.object({ ruleId: z.string(), title: z.string(), level: z.enum(severities), hits: z.number().int() }),
  ),
  refused: z.array(z.object({ line: z.number().int(), code: z.enum(refusalCodes), reason: z.string() })),
});

export function toTriedBody(
  tried: BackTest,
  refused: z.input<typeof triedBody>['refused'],
): z.input<typeof triedBody> {
  const hits = new Map<string, z.input<typeof triedBody>['correlations'][number]>();
  for (const { correlation, level } of tried.correlations) {
    const known = hits.get(correlation.id);
    const { id: ruleId, title } = correlation;
    hits.set(correlation.id, { ruleId, title, level, hits: (known?.hits ?? 0) + 1 });
  }
  return {
    from: new Date(tried.covered.from),
    to: new Date(tried.covered.to),
    complete: tried.isComplete,
    matches: tried.matches,
    firedOn: [...tried.firedOn],
    otherMatches: tried.others,
    days: [...tried.days],
    newest: tried.newest.map(({ fields, time, ...event }) => ({
      ...event,
      time: new Date(time),
      fields: [...fields],
    })),
    correlations: [...hits.values()],
    refused,
  };
}
