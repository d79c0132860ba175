import { z } from 'zod';
import { severities, type CompanyId, type FindingId, type IncidentId } from '../kernel/index.ts';
import { countedPageOf, idParams, pageQuery, wireTime } from '../identity/index.ts';
import { cancelReasons, incidentStatuses } from './incident.ts';
import { timelineKinds } from './timeline.ts';

const severity = z.enum(severities);
const titleText = z.string().trim().min(1).max(300);
const summaryText = z.string().trim().max(20_000);
const companyId = z
  .uuid()
  .toLowerCase()
  .transform((id) => id as CompanyId);
const incidentId = z
  .uuid()
  .toLowerCase()
  .transform((id) => id as IncidentId);

/** `{id}` of an incident. */
export const incidentParams = z.object({ id: incidentId });
export const incidentCompanyParams = idParams.extend({ id: incidentId, companyId });

/** A comma-separated list of members. */
const listOf = <T extends string>(values: readonly [T, ...T[]]) =>
  z
    .string()
    .max(200)
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(z.enum(values)).min(1));

export const listFilters = z.object({
  /** One or more, separated by commas; `open` stands for all that are neither closed nor cancelled. */
  status: listOf(['open', ...incidentStatuses]).optional(),
  severity: listOf(severities).optional(),
  companyId: companyId.optional(),
  /** Part of the title or the number. */
  q: z.string().trim().max(200).optional(),
});

export const listQuery = pageQuery.extend(listFilters.shape);

export const openBody = z.object({
  title: titleText,
  severity,
  summary: summaryText.nullable().default(null),
  companyIds: z.array(companyId).max(200).default([]),
});

export const editBody = z.object({
  title: titleText.optional(),
  severity: severity.optional(),
  summary: summaryText.nullable().optional(),
  assigneeId: z.uuid().toLowerCase().nullable().optional(),
});

export const transitionBody = z.object({
  to: z.enum(incidentStatuses),
  /** For `cancelled`: false_positive or duplicate. Otherwise a remark for the timeline. */
  reason: z.string().trim().max(2_000).optional(),
  /** For a duplicate: the incident that goes on. */
  duplicateOf: incidentId.optional(),
});
export const cancelReason = z.enum(cancelReasons);

export const noteBody = z.object({
  text: z.string().trim().min(1).max(10_000),
  visibility: z.enum(['internal', 'customer']).default('internal'),
  /** For a customer's entry: only this company sees it. */
  companyId: companyId.optional(),
});

export const companyBody = z.object({ companyId, confirmed: z.boolean() });
export const clearBody = z.object({ reason: z.string().trim().min(1).max(2_000) });

const named = z.object({ id: z.string(), name: z.string() });

export const incidentReply = z.object({
  id: z.string(),
  number: z.string(),
  title: z.string(),
  severity,
  status: z.enum(incidentStatuses),
  companies: z.array(
    named.extend({
      state: z.enum(['suspected', 'confirmed', 'cleared']),
      confirmed: z.boolean(),
      affectedAt: wireTime,
    }),
  ),
  openedAt: wireTime,
  endedAt: wireTime.nullable(),
  assignee: named.nullable(),
  nextDueAt: wireTime.nullable(),
  findingCount: z.int(),
  summary: z.string().nullable(),
  cancelReason: cancelReason.nullable(),
  duplicateOf: z.string().nullable(),
});
export const incidentPage = countedPageOf(incidentReply);

export const timelineReply = z.object({
  id: z.string(),
  at: wireTime,
  kind: z.enum(timelineKinds),
  actor: z
    .object({
      kind: z.enum(['user', 'token', 'system', 'anonymous']),
      id: z.string().nullable(),
      name: z.string(),
    })
    .nullable(),
  text: z.string(),
  visibility: z.enum(['internal', 'customer']),
  companyId: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
});

const findingReply = z.object({
  id: z.string(),
  number: z.string(),
  title: z.string(),
  severity,
  status: z.enum(['new', 'triaged', 'dismissed', 'closed']),
  companyId: z.string(),
  companyName: z.string(),
  rule: named.omit({ name: true }).extend({ title: z.string(), author: z.string() }),
  entity: z.object({ type: z.string(), value: z.string() }),
  matchCount: z.int(),
  firstMatchAt: wireTime,
  lastMatchAt: wireTime,
  incidentId: z.string().nullable(),
});

export const incidentDetail = z.object({
  incident: incidentReply,
  findings: z.array(findingReply),
  timeline: z.array(timelineReply),
});

/** What `finding.opened` carries. */
export const findingOpened = z.object({
  findingId: z.uuid().transform((id) => id as FindingId),
  companyId,
  ruleId: z.string(),
  ruleTitle: z.string(),
  severity,
  title: z.string(),
  entity: z.object({ type: z.string(), value: z.string() }),
  firstMatchAt: z.coerce.date(),
  autoIncident: z.boolean(),
  playbook: z.string().nullable(),
  recommendedMeasures: z.array(z.string()),
  /** Tags of the rule, for example `attack.t1110`. */
  tags: z.array(z.string()).default([]),
});
export type FindingOpened = z.output<typeof findingOpened>;

const affected = z.object({ incidentId, companyId });

/** Facts that incidents emit, and what each carries. Times are ISO 8601. */
export const incidentFacts = {
  opened: { name: 'incident.opened', schema: z.object({ incidentId }) },
  /** A company is affected, or suspected to be: clocks start at `affectedAt`. */
  companyAffected: {
    name: 'incident.company_affected',
    schema: affected.extend({ affectedAt: z.coerce.date() }),
  },
  companyCleared: { name: 'incident.company_cleared', schema: affected.extend({ at: z.coerce.date() }) },
  severityChanged: {
    name: 'incident.severity_changed',
    schema: z.object({ incidentId, from: severity, to: severity, at: z.coerce.date() }),
  },
  closed: { name: 'incident.closed', schema: z.object({ incidentId, at: z.coerce.date() }) },
  cancelled: {
    name: 'incident.cancelled',
    schema: z.object({
      incidentId,
      at: z.coerce.date(),
      reason: cancelReason,
      duplicateOf: incidentId.nullable(),
    }),
  },
  reopened: { name: 'incident.reopened', schema: z.object({ incidentId, at: z.coerce.date() }) },
} as const;
