import { z } from 'zod';

const part = z.string().nullable();

export const eventFieldsQuery = z.object({ companyId: z.uuid().optional() });

/** What a rule can be made from. */
export const eventFieldsBody = z.object({
  /** Log sources that a rule for the event can name, the usual one first. */
  logSources: z.array(z.object({ product: part, category: part, service: part })),
  fields: z.array(z.object({ name: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) })),
});

/** Fields that a rule made from an event asks for at most. */
const mostChosen = 50;

export const eventRuleBody = z.strictObject({
  companyId: z.uuid().optional(),
  fields: z.array(z.string().min(1).max(500)).min(1).max(mostChosen),
  /** Which of `logSources`, counted from 0. */
  logSource: z.number().int().min(0).max(1_000).default(0),
});

export const eventRuleReply = z.object({
  yaml: z.string(),
  /** Null: the event cannot be written down as a test. */
  tests: z.string().nullable(),
});
