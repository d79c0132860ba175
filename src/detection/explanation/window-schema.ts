import { z } from 'zod';
import { wireTime } from '../../identity/index.ts';
import type { DescribedWindow } from '../correlation/described-window.ts';
import { correlationTypes, type SigmaCorrelation } from '../correlation/correlation.ts';
import { expressionText } from '../correlation/expression.ts';
import type { TimeSpan } from '../correlation/evaluate-correlation.ts';
import { windowStates } from '../correlation/window-verdict.ts';
import { compareOperators } from '../sigma/rule.ts';
import type { ExplainedWindow, ExplainedWindows } from './window-service.ts';

const spanBody = z.object({ from: wireTime, to: wireTime });

const partBody = z.object({
  id: z.string(),
  title: z.string(),
  kind: z.enum(['rule', 'correlation']),
  state: z.enum(['present', 'absent', 'out_of_order']),
  count: z.number().int(),
  /** The first and the last few; without an id for a moment at which an inner correlation held. */
  shown: z.array(z.object({ eventId: z.string().nullable(), time: wireTime, values: z.array(z.string()) })),
});

const windowBody = z.object({
  group: z.array(z.object({ field: z.string(), value: z.string() })),
  state: z.enum([...windowStates, 'excluded', 'not_weighed']),
  /** The inner correlation that the event counts through. */
  inner: z.object({ id: z.string(), title: z.string() }).nullable(),
  best: spanBody
    .extend({
      matches: z.number().int(),
      figure: z.number().nullable(),
      missing: z.number().int().nullable(),
      parts: z.array(partBody),
    })
    .nullable(),
  hit: spanBody.extend({ matches: z.number().int(), figure: z.number().nullable() }).nullable(),
  /** What the correlator has counted there, and the finding or suppression that it went to. */
  counted: spanBody
    .extend({ matches: z.number().int(), findingId: z.uuid().nullable(), suppressionId: z.uuid().nullable() })
    .nullable(),
});

/** What a correlation in force makes of the event, by group. */
export const windowsBody = z.object({
  type: z.enum(correlationTypes),
  groupBy: z.array(z.string()),
  timespanMs: z.number().int(),
  condition: z.object({
    bounds: z.array(z.object({ operator: z.enum(compareOperators), value: z.number() })),
    fields: z.array(z.string()),
    percentile: z.number().nullable(),
    expression: z.string().nullable(),
  }),
  isSilent: z.boolean(),
  /** Where windows with the event can lie. */
  around: spanBody,
  finalAt: wireTime,
  isFinal: z.boolean(),
  missing: z.array(z.object({ field: z.string(), correlationId: z.string(), correlationTitle: z.string() })),
  excluded: z.array(
    z.object({
      ruleId: z.string(),
      title: z.string(),
      count: z.number().int(),
      suppressionId: z.uuid().nullable(),
    }),
  ),
  windows: z.array(windowBody),
});

type Titles = ReadonlyMap<string, string>;

const toSpan = ({ from, to }: TimeSpan) => ({ from: new Date(from), to: new Date(to) });

export function toWindowsBody(
  correlation: SigmaCorrelation,
  explained: ExplainedWindows,
  titles: Titles,
): z.input<typeof windowsBody> {
  const { condition, groupBy, timespanMs, type } = correlation;
  const { around, excluded, finalAt, isFinal, isSilent, missing, windows } = explained;
  const isBounds = condition.kind === 'bounds';
  const titleOf = (id: string): string => titles.get(id) ?? id;
  return {
    ...{ type, groupBy: [...groupBy], timespanMs, isSilent, isFinal },
    condition: {
      bounds: isBounds ? condition.bounds.map(({ operator, value }) => ({ operator, value })) : [],
      fields: isBounds ? [...condition.fields] : [],
      percentile: isBounds ? condition.percentile : null,
      expression: condition.kind === 'expression' ? expressionText(condition.expression) : null,
    },
    around: toSpan(around),
    finalAt: new Date(finalAt),
    missing: missing.map(({ correlationId, field }) => ({
      ...{ field, correlationId, correlationTitle: titleOf(correlationId) },
    })),
    excluded: excluded.map((each) => ({ ...each, title: titleOf(each.ruleId) })),
    windows: windows.map((window) => toWindowBody(correlation, window, titleOf)),
  };
}

function toWindowBody(
  { groupBy }: SigmaCorrelation,
  { best, counted, group, hit, innerId, state }: ExplainedWindow,
  titleOf: (id: string) => string,
): z.input<typeof windowBody> {
  const values = groupSchema.parse(JSON.parse(group));
  return {
    state,
    group: groupBy.map((field, index) => ({ field, value: values[index] ?? '' })),
    inner: innerId === null ? null : { id: innerId, title: titleOf(innerId) },
    best: best === null ? null : toBestBody(best, titleOf),
    hit: hit === null ? null : { ...toSpan(hit), matches: hit.members.length, figure: finite(hit.figure) },
    counted:
      counted === null
        ? null
        : {
            ...{ ...toSpan(counted), matches: counted.memberCount, findingId: counted.findingId },
            suppressionId: counted.suppressed?.id ?? null,
          },
  };
}

const groupSchema = z.array(z.string());

/** JSON has no infinite numbers, and a sum may be one. */
const finite = (figure: number | null): number | null =>
  figure !== null && Number.isFinite(figure) ? figure : null;

const toBestBody = (best: DescribedWindow, titleOf: (id: string) => string) => ({
  ...{ ...toSpan(best), matches: best.matches, figure: finite(best.figure), missing: best.missing },
  parts: best.parts.map(({ count, id, kind, shown, state }) => ({
    ...{ id, title: titleOf(id), state, count },
    kind: kind === 'detection' ? ('rule' as const) : ('correlation' as const),
    shown: shown.map(({ eventId, time, values }) => ({ eventId, time: new Date(time), values: [...values] })),
  })),
});
