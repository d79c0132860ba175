import { z } from 'zod';
import { wireTime } from '../identity/index.ts';
import { alertLevels, alertRecipientStatuses, alertWishes } from './alert.ts';

const wish = z.enum(alertWishes);
export const preferenceBody = z.strictObject({ warning: wish, escalation: wish, breach: wish });
/** `chosen`: false while the role decides. */
export const preferenceReply = z.object({
  warning: wish,
  escalation: wish,
  breach: wish,
  chosen: z.boolean(),
});

export const alertItems = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      level: z.enum(alertLevels),
      sentAt: wireTime,
      causes: z.array(
        z.object({
          obligationId: z.string(),
          companyId: z.string(),
          companyName: z.string(),
          reason: z.string(),
        }),
      ),
      recipients: z.array(
        z.object({
          userId: z.string(),
          name: z.string(),
          email: z.string(),
          status: z.enum(alertRecipientStatuses),
          acceptedAt: wireTime.nullable(),
          response: z.string().nullable(),
        }),
      ),
    }),
  ),
});

export const bounceReply = z.object({
  /** Whether reports are read at all. */
  configured: z.boolean(),
  /** Whether what comes back is told apart by signed addresses. */
  signedAddresses: z.boolean(),
  mailbox: z.string().nullable(),
  readAt: wireTime.nullable(),
  failingSince: wireTime.nullable(),
  failure: z.string().nullable(),
  failureMessage: z.string().nullable(),
  /** Mails of the last 30 days, by what was made of them. */
  verdicts: z.record(z.string(), z.int()),
});
