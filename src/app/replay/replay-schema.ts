import { z } from 'zod';

/** What of the server's replies is drawn for people; everything else of them passes through to standard output. */
export const replaySchema = z.looseObject({
  number: z.string(),
  title: z.string(),
  verdict: z.enum(['same', 'differs', 'incomplete']),
  notes: z.array(z.string()),
  recorded: z.looseObject({ ruleHash: z.string() }),
  present: z.looseObject({ ruleHash: z.string().nullable() }),
  matchCount: z.number(),
  events: z.array(z.looseObject({ eventId: z.string(), time: z.string(), outcome: z.string() })),
  hits: z.array(z.looseObject({ group: z.string(), from: z.string(), to: z.string(), outcome: z.string() })),
  takenBy: z
    .array(z.looseObject({ suppressionId: z.string(), title: z.string().nullable(), events: z.number() }))
    .default([]),
});
export type ReplayReply = z.infer<typeof replaySchema>;

export const foundSchema = z.looseObject({ items: z.array(z.looseObject({ id: z.string() })) });
