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

export const explanationSchema = z.looseObject({
  rule: head,
  matches: z.boolean().nullable(),
  isFor: z.boolean(),
  ruleSource: source.nullable(),
  eventSources: z.array(source),
  detection: document.nullable(),
  filters: z.array(document),
  parts: z.array(z.looseObject({ id: z.string(), title: z.string(), matches: z.boolean().nullable() })),
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
