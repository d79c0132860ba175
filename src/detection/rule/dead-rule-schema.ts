import { z } from 'zod';
import { wireTime } from '../../identity/index.ts';

/** Without a company: no event of any. */
export const deadRuleQuery = z.object({ companyId: z.uuid().optional() });

const part = z.string().nullable();

export const deadRuleListBody = z.object({
  /** Nothing of their log sources happened since. */
  since: wireTime,
  /** So far back `lastEventAt` was looked for. */
  from: wireTime,
  items: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      /** Null for a correlation: none of its rules could fire. */
      logSource: z.object({ product: part, category: part, service: part }).nullable(),
      lastEventAt: wireTime.nullable(),
    }),
  ),
});
