import { z } from 'zod';
import { incidentStatuses } from '../incident/index.ts';
import { pageOf, pageQuery, wireTime } from '../identity/index.ts';
import { severities, type CompanyId } from '../kernel/index.ts';
import { reportActions } from '../platform/mail/index.ts';
import { contactCategories, languages } from './agreement.ts';
import { recipientStatuses } from './delivery.ts';
import { noticeStatuses } from './notice.ts';
import type { NoticeId } from './notice-store.ts';
import { obligationStatuses } from './obligation.ts';

const lineText = z
  .string()
  .trim()
  .min(1)
  .max(250)
  .refine((text) => !/[\r\n]/.test(text), 'must be one line');
const companyId = z
  .uuid()
  .toLowerCase()
  .transform((id) => id as CompanyId);

export const noticeParams = z.object({
  id: z
    .uuid()
    .toLowerCase()
    .transform((id) => id as NoticeId),
});
export const noticeEditBody = z.object({
  subject: lineText.optional(),
  bodyText: z.string().trim().min(1).max(20_000).optional(),
  recommendedMeasures: z
    .array(z.object({ text: z.string().trim().min(1).max(1_000) }))
    .max(20)
    .optional(),
});
export const rejectBody = z.object({ reason: z.string().trim().min(1).max(2_000) });

const person = z.object({ id: z.string(), name: z.string() });

export const noticeReply = z.object({
  id: z.string(),
  incidentId: z.string(),
  companyId: z.string(),
  companyName: z.string(),
  obligationId: z.string(),
  language: z.enum(languages),
  status: z.enum(noticeStatuses),
  subject: z.string(),
  /** What people write; the frame around it is in `mailText` and `bodyHtml`. */
  bodyText: z.string(),
  /** The whole mail, as it is or would be sent. */
  mailText: z.string(),
  bodyHtml: z.string(),
  recommendedMeasures: z.array(z.object({ id: z.string(), text: z.string(), doneAt: wireTime.nullable() })),
  recipients: z.array(
    z.object({
      name: z.string(),
      email: z.string(),
      categories: z.array(z.enum(contactCategories)),
      status: z.enum(recipientStatuses),
      acceptedAt: wireTime.nullable(),
      /** Proof of delivery: when a mail server reported it. */
      deliveredAt: wireTime.nullable(),
      bouncedAt: wireTime.nullable(),
      response: z.string().nullable(),
    }),
  ),
  /** Whom else of the company one could ask, when the notice has not reached everybody whom it has to reach. */
  otherContacts: z.array(
    z.object({ name: z.string(), email: z.string(), categories: z.array(z.enum(contactCategories)) }),
  ),
  /** What mail servers reported after they had accepted it, oldest first. */
  reports: z.array(
    z.object({
      at: wireTime,
      attempt: z.int(),
      /** Null when the report names none of the recipients. */
      email: z.string().nullable(),
      reportedAddress: z.string(),
      action: z.enum(reportActions),
      status: z.string().nullable(),
      diagnostic: z.string().nullable(),
      reportingMta: z.string().nullable(),
    }),
  ),
  /** Categories that nobody would get the notice for. */
  missingCategories: z.array(z.enum(contactCategories)),
  author: person.nullable(),
  approver: person.nullable(),
  approvedAt: wireTime.nullable(),
  /** Whether the caller is a second person who may approve it now. */
  mayApprove: z.boolean(),
  rejectedReason: z.string().nullable(),
  trackingUrl: z.string().nullable(),
  trackingExpiresAt: wireTime,
  trackingRevokedAt: wireTime.nullable(),
  messageId: z.string(),
  nextAttemptAt: wireTime.nullable(),
  attempts: z.array(
    z.object({ attempt: z.int(), at: wireTime, outcome: z.string(), response: z.string().nullable() }),
  ),
  createdAt: wireTime,
  updatedAt: wireTime,
});

const noticeSummary = noticeReply.pick({
  id: true,
  companyId: true,
  companyName: true,
  obligationId: true,
  language: true,
  status: true,
  subject: true,
  updatedAt: true,
});
export const noticeItems = z.object({ items: z.array(noticeSummary) });

/** A notice as the company that was sent it sees it. */
export const receivedNoticeReply = z.object({
  id: z.string(),
  incidentId: z.string(),
  incidentNumber: z.string(),
  language: z.enum(languages),
  sentAt: wireTime,
  subject: z.string(),
  bodyText: z.string(),
  measures: z.array(z.object({ id: z.string(), text: z.string(), doneAt: wireTime.nullable() })),
});
export const receivedNoticeItems = z.object({ items: z.array(receivedNoticeReply) });

export const obligationReply = z.object({
  id: z.string(),
  incidentId: z.string(),
  incidentNumber: z.string(),
  companyId: z.string(),
  companyName: z.string(),
  agreementTitle: z.string(),
  clauseText: z.string(),
  startedAt: wireTime,
  dueAt: wireTime,
  status: z.enum(obligationStatuses),
  /** Share of the time that is or was used: 0 to more than 1. */
  share: z.number(),
  warnedPercent: z.array(z.int()),
  fulfilledAt: wireTime.nullable(),
  breachedAt: wireTime.nullable(),
  /** When the notice came back after it had been accepted; the clock runs on as if it had not been. */
  reopenedAt: wireTime.nullable(),
  noticeId: z.string().nullable(),
});
export const obligationPage = pageOf(obligationReply);
export const obligationItems = z.object({ items: z.array(obligationReply) });

export const obligationQuery = pageQuery.extend({
  /** One or more, separated by commas; `active` stands for open, warned and breached. */
  status: z
    .string()
    .max(200)
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(z.enum(['active', ...obligationStatuses])).min(1))
    .optional(),
  companyId: companyId.optional(),
  /** Due at this time or before. */
  due: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .optional(),
});

const optionalLine = z.string().trim().min(1).max(200).nullable();
export const contactSetting = z.object({
  name: z.string().trim().min(1).max(200),
  email: z.email().max(254).nullable(),
  phone: optionalLine,
  hours: optionalLine,
});

const plainLine = z.string().nullable();
/** As it is shown: what stands in the settings of mail need not be a full address. */
export const contactReply = z.object({
  name: z.string(),
  email: plainLine,
  phone: plainLine,
  hours: plainLine,
});

/** 256 bits of randomness after the prefix. */
const token = z.string().regex(/^trk_[A-Za-z0-9_-]{43}$/);
export const trackParams = z.object({ token });
export const measureParams = z.object({ token, id: z.uuid().toLowerCase() });
export const measureBody = z.object({ done: z.boolean() });

export const trackingReply = z.object({
  incidentNumber: z.string(),
  title: z.string(),
  companyName: z.string(),
  status: z.enum(incidentStatuses),
  severity: z.enum(severities),
  language: z.enum(languages),
  noticeAt: wireTime.nullable(),
  updates: z.array(z.object({ at: wireTime, text: z.string() })),
  recommendedMeasures: z.array(z.object({ id: z.string(), text: z.string(), done: z.boolean() })),
  contact: contactReply,
});
export type TrackingReply = z.input<typeof trackingReply>;
