import { z } from 'zod';
import { countedPageOf, pageQuery, wireTime } from '../../identity/index.ts';
import { severities } from '../../kernel/index.ts';
import { findingLabel, findingStatuses, foundBys, type Evidence } from './finding.ts';
import type { Receipt } from '../receipt/receipt.ts';
import type { ListedFinding } from './finding-store.ts';

/** `a,b` or a repeated parameter → a list of known words. */
const listOf = <T extends string>(words: readonly [T, ...T[]]): z.ZodType<T[]> =>
  z
    .union([z.array(z.string()), z.string().transform((text) => text.split(','))])
    .optional()
    .transform((given) => (given ?? []).filter((word) => word !== ''))
    .pipe(z.array(z.enum(words)));

export const findingFilters = z.object({
  status: listOf(findingStatuses),
  severity: listOf(severities),
  companyId: z.uuid().optional(),
  ruleId: z.string().max(200).optional(),
  /** Of `F-17` the 17. */
  number: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).optional(),
  incidentId: z.uuid().optional(),
  q: z.string().max(200).optional(),
});
export const findingQuery = pageQuery.extend(findingFilters.shape);

export const findingBody = z.object({
  id: z.uuid(),
  number: z.string(),
  title: z.string(),
  severity: z.enum(severities),
  status: z.enum(findingStatuses),
  companyId: z.uuid(),
  companyName: z.string(),
  rule: z.object({ id: z.string(), title: z.string(), author: z.string() }),
  entity: z.object({ type: z.string(), value: z.string() }),
  matchCount: z.number().int(),
  firstMatchAt: wireTime,
  lastMatchAt: wireTime,
  incidentId: z.uuid().nullable(),
});

export const findingPage = countedPageOf(findingBody);

export const findingDetailBody = findingBody.extend({
  /** Opened by an event as it was received, or by a hunt over stored events. */
  foundBy: z.enum(foundBys),
  /** How many of its matches a hunt has found. */
  huntedCount: z.number().int(),
  /** Matches that suppressions took while it was open; not among `matchCount`. */
  suppressedCount: z.number().int(),
  description: z.string(),
  dismissedReason: z.string().nullable(),
  falsePositives: z.array(z.string()),
  references: z.array(z.string()),
  tags: z.array(z.string()),
  recommendedMeasures: z.array(z.string()),
  evidence: z.array(
    z.object({ eventId: z.uuid(), time: wireTime, message: z.string(), rawHash: z.string().nullable() }),
  ),
  receipt: z.object({ ruleHash: z.string(), engineVersion: z.string(), pipelineHash: z.string().nullable() }),
});

export function toFindingBody(finding: ListedFinding): z.input<typeof findingBody> {
  const { state } = finding;
  return {
    id: finding.id,
    number: findingLabel(finding.number),
    title: finding.rule.title,
    severity: finding.severity,
    status: state.kind,
    companyId: finding.companyId,
    companyName: finding.companyName,
    rule: { id: finding.ruleId, title: finding.rule.title, author: finding.rule.author },
    entity: finding.entity,
    matchCount: finding.matchCount,
    firstMatchAt: finding.firstMatchAt,
    lastMatchAt: finding.lastMatchAt,
    incidentId: state.kind === 'triaged' || state.kind === 'closed' ? state.incidentId : null,
  };
}

export function toFindingDetailBody(
  finding: ListedFinding,
  evidence: readonly Evidence[],
  receipts: readonly Receipt[],
): z.input<typeof findingDetailBody> {
  return {
    ...toFindingBody(finding),
    foundBy: finding.foundBy,
    huntedCount: finding.huntedCount,
    suppressedCount: finding.suppressedCount,
    description: finding.rule.description,
    dismissedReason: finding.state.kind === 'dismissed' ? finding.state.reason : null,
    falsePositives: [...finding.rule.falsePositives],
    references: [...finding.rule.references],
    tags: [...finding.rule.tags],
    recommendedMeasures: [...finding.rule.recommendedMeasures],
    evidence: evidence.map(({ eventId, at, message, rawHash }) => ({ eventId, time: at, message, rawHash })),
    receipt: {
      ruleHash: finding.ruleHash,
      engineVersion: finding.engineVersion,
      pipelineHash: receipts[0]?.pipelineHash ?? null,
    },
  };
}
