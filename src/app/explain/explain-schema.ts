import { z } from 'zod';

/** What of the server's replies is drawn for people; everything else of them passes through to standard output. */

const part = z.string().nullable();
const source = z.looseObject({ product: part, category: part, service: part });
const texts = z.looseObject({ count: z.number(), shown: z.array(z.string()) });
const field = z.looseObject({ field: z.string(), foundAs: z.string().nullable(), texts });
const head = z.looseObject({ id: z.string(), title: z.string(), author: z.string(), level: part });

const line = z.looseObject({
  depth: z.number(),
  kind: z.enum(['and', 'or', 'not', 'selection', 'item']),
  holds: z.boolean(),
  name: z.string().nullable(),
  item: z
    .looseObject({
      key: z.string(),
      all: z.boolean(),
      read: field.nullable(),
      others: z.array(field),
      holding: texts,
      failing: texts,
    })
    .nullable(),
});
const document = z.looseObject({ title: z.string(), lines: z.array(line) });

const span = { from: z.string(), to: z.string() };
const window = z.looseObject({
  group: z.array(z.looseObject({ field: z.string(), value: z.string() })),
  state: z.enum([
    ...(['holds', 'waiting', 'aside', 'short'] as const),
    ...(['inner_short', 'not_kept', 'excluded', 'not_weighed'] as const),
  ]),
  inner: z.looseObject({ title: z.string() }).nullable(),
  best: z
    .looseObject({
      ...span,
      figure: z.number().nullable(),
      missing: z.number().nullable(),
      parts: z.array(
        z.looseObject({
          ...{ id: z.string(), title: z.string(), kind: z.enum(['rule', 'correlation']) },
          state: z.enum(['present', 'absent', 'out_of_order']),
          count: z.number(),
          shown: z.array(z.looseObject({ eventId: z.string().nullable(), time: z.string() })),
        }),
      ),
    })
    .nullable(),
  hit: z.looseObject({ ...span, matches: z.number() }).nullable(),
  counted: z
    .looseObject({
      ...span,
      matches: z.number(),
      findingId: z.string().nullable(),
      suppressionId: z.string().nullable(),
    })
    .nullable(),
});
const correlation = z.looseObject({
  type: z.enum([
    ...(['event_count', 'value_count', 'value_sum', 'value_avg', 'value_percentile'] as const),
    ...(['temporal', 'temporal_ordered'] as const),
  ]),
  timespanMs: z.number(),
  condition: z.looseObject({
    bounds: z.array(
      z.looseObject({ operator: z.enum(['gt', 'gte', 'lt', 'lte', 'eq', 'neq']), value: z.number() }),
    ),
    fields: z.array(z.string()),
    percentile: z.number().nullable(),
    expression: z.string().nullable(),
  }),
  isSilent: z.boolean(),
  isFinal: z.boolean(),
  finalAt: z.string(),
  missing: z.array(z.looseObject({ field: z.string(), correlationTitle: z.string() })),
  excluded: z.array(
    z.looseObject({ title: z.string(), count: z.number(), suppressionId: z.string().nullable() }),
  ),
  windows: z.array(window),
});

export const explanationSchema = z.looseObject({
  rule: head,
  matches: z.boolean().nullable(),
  isFor: z.boolean(),
  ruleSource: source.nullable(),
  eventSources: z.array(source),
  detection: document.nullable(),
  filters: z.array(document),
  parts: z.array(
    z.looseObject({
      ...{ id: z.string(), title: z.string() },
      ...{ matches: z.boolean().nullable(), isFiltered: z.boolean() },
    }),
  ),
  correlation: correlation.nullable(),
});

export const rulesOfEventSchema = z.looseObject({
  eventSources: z.array(source),
  rules: z.number(),
  considered: z.number(),
  asked: z.number(),
  matching: z.array(head),
  nearest: z.array(head.extend({ parts: z.number(), failing: z.number() })),
});

export type ExplanationReply = z.infer<typeof explanationSchema>;
export type RulesReply = z.infer<typeof rulesOfEventSchema>;
export type ReplyLine = z.infer<typeof line>;
