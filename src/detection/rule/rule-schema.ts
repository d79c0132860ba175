import { z } from 'zod';
import { severities } from '../../kernel/index.ts';
import { refusalCodes } from '../sigma/refusal.ts';

const part = z.string().nullable();

export const ruleBody = z.object({
  id: z.string(),
  title: z.string(),
  level: z.enum(severities),
  status: z.string().nullable(),
  author: z.string(),
  kind: z.enum(['rule', 'correlation']),
  logSource: z.object({ product: part, category: part, service: part }).nullable(),
  tags: z.array(z.string()),
  matches24h: z.number().int(),
  file: z.string(),
});

export const ruleListBody = z.object({
  items: z.array(ruleBody),
  refused: z.array(
    z.object({ file: z.string(), line: z.number().int(), code: z.enum(refusalCodes), reason: z.string() }),
  ),
});

export const ruleDetailBody = ruleBody.extend({
  description: z.string(),
  references: z.array(z.string()),
  falsePositives: z.array(z.string()),
  yaml: z.string(),
  hash: z.string(),
});
