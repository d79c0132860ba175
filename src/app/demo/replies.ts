import { z } from 'zod';

/** What the demo reads of the API's replies; the rest is passed over. */
const list = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) });
const named = z.object({ id: z.string(), name: z.string() });

export const created = z.object({ id: z.string() });
export const anything = z.unknown();

export const session = z.object({
  companyId: z.string(),
  mail: z.object({ configured: z.boolean(), outboxPath: z.string().nullable() }),
});
export const madeSource = z.object({ source: z.object({ id: z.string() }), token: z.string() });
export const intakeStatus = z.object({
  received: z.number(),
  stored: z.number(),
  listeners: z.array(z.object({ transport: z.string(), address: z.string(), port: z.number() })),
});
export const events = list(z.object({ id: z.string(), message: z.string() }));
export const findings = list(
  z.object({
    id: z.string(),
    number: z.string(),
    title: z.string(),
    severity: z.string(),
    status: z.string(),
    entity: z.object({ type: z.string(), value: z.string() }),
    matchCount: z.number(),
    incidentId: z.string().nullable(),
  }),
);
export const triaged = z.object({ incidentId: z.string().nullable() });
export const incident = z.object({
  incident: z.object({
    number: z.string(),
    title: z.string(),
    severity: z.string(),
    status: z.string(),
    companies: z.array(named.extend({ confirmed: z.boolean().optional() })),
  }),
});
const attachedPlan = z.object({
  playbook: z.object({ name: z.string() }),
  steps: z.array(z.object({ status: z.string() })),
});
export const plan = z.object({ plan: attachedPlan.nullable() });
export const obligations = list(
  z.object({
    companyId: z.string(),
    agreementTitle: z.string(),
    dueAt: z.string(),
    status: z.string(),
    noticeId: z.string().nullable(),
  }),
);
export const notice = z.object({
  id: z.string(),
  companyId: z.string(),
  status: z.string(),
  subject: z.string(),
  recipients: z.array(z.object({ email: z.string(), status: z.string() })),
  trackingUrl: z.string().nullable(),
  messageId: z.string().nullable(),
});
export const tracked = z.object({
  incidentNumber: z.string(),
  companyName: z.string(),
  status: z.string(),
});
