import { z } from 'zod';
import { countedPageOf, pageOf, pageQuery, wireTime } from '../../identity/index.ts';
import { maxRuleText } from '../rule/rule-text.ts';
import { refusalCodes } from '../sigma/refusal.ts';
import { longestExcludedValue, mostExcludedFields, type FilterText } from './filter-text.ts';
import type { ListedSuppression, SuppressionStep } from './suppression-store.ts';
import type { SuppressedMatch } from './suppression-match-store.ts';
import {
  stateOf,
  suppressionChanges,
  suppressionKinds,
  suppressionStates,
  type Suppression,
} from './suppression.ts';

/** `a,b` or a repeated parameter → a list of known words. */
const listOf = <T extends string>(words: readonly [T, ...T[]]): z.ZodType<T[]> =>
  z
    .union([z.array(z.string()), z.string().transform((text) => text.split(','))])
    .optional()
    .transform((given) => (given ?? []).filter((word) => word !== ''))
    .pipe(z.array(z.enum(words)));

export const suppressionFilters = z.object({
  companyId: z.uuid().optional(),
  kind: listOf(suppressionKinds),
  state: listOf(suppressionStates),
  /** Suppressions of this rule, and filters that are about it. */
  ruleId: z.string().max(128).optional(),
  /** With `entity`: leaves out suppressions of other entities. */
  entityType: z.string().max(256).optional(),
  entity: z.string().max(256).optional(),
  ownerId: z.uuid().optional(),
  q: z.string().max(200).optional(),
});
export const suppressionQuery = pageQuery.extend(suppressionFilters.shape);

const entityBody = z.object({ type: z.string().min(1).max(256), value: z.string().min(1).max(256) });
const reason = z.string().trim().min(1).max(2_000);
const terms = z.object({
  companyId: z.uuid(),
  /** A user who answers for it; absent: the caller. */
  ownerId: z.uuid().optional(),
  reason,
  /** At the latest a year from now. */
  expiresAt: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
});

export const suppressBody = terms.extend({
  ruleId: z.string().min(1).max(128),
  /** Null, said explicitly: every entity of the company. */
  entity: entityBody.nullable(),
});

const logSource = z.object({
  product: z.string().nullable(),
  category: z.string().nullable(),
  service: z.string().nullable(),
});

/** Events that are like one, without YAML. */
export const excludeBody = z.object({
  title: z.string().trim().min(1).max(256),
  /** Rules that the events are excluded from. */
  ruleIds: z.array(z.string().min(1).max(128)).min(1).max(20),
  /** From every rule of the log source that those rules have in common. */
  anyRule: z.boolean().default(false),
  fields: z
    .array(z.object({ field: z.string().min(1).max(256), value: z.string().max(longestExcludedValue) }))
    .min(1)
    .max(mostExcludedFields),
});

const filterText = z.object({
  /** A Sigma filter, applied as written. */
  yaml: z.string().max(maxRuleText).optional(),
  /** In place of `yaml`. */
  exclude: excludeBody.optional(),
});
export const filterBody = terms.extend({
  ...filterText.shape,
  /** Says that everything but what the filter describes is to be excluded. */
  keepsOnly: z.boolean().default(false),
});
export const filterCheckBody = filterText;

export const filterCheckedBody = z.object({
  yaml: z.string(),
  refused: z.array(z.object({ line: z.number().int(), code: z.enum(refusalCodes), reason: z.string() })),
  title: z.string().nullable(),
  keepsOnly: z.boolean(),
  /** Rules in force that it filters; at most 50 of `ruleCount`. */
  rules: z.array(z.object({ id: z.string(), title: z.string() })),
  ruleCount: z.number().int(),
  unknownRules: z.array(z.string()),
});

const mostRulesShown = 50;

export const toCheckedBody = (yaml: string, text: FilterText): z.input<typeof filterCheckedBody> =>
  text.kind === 'refused'
    ? {
        ...{ yaml, refused: [...text.refusals], title: null, keepsOnly: false },
        ...{ rules: [], ruleCount: 0, unknownRules: [] },
      }
    : {
        ...{ yaml, refused: [], title: text.filter.title, keepsOnly: text.keepsOnly },
        rules: text.rules.slice(0, mostRulesShown).map(({ id, title }) => ({ id, title })),
        ruleCount: text.rules.length,
        unknownRules: [...text.unknown],
      };

export const changeBody = z.object({ reason });

export const fieldsQuery = z.object({
  companyId: z.uuid().optional(),
  /** Marks the fields by which this rule matches the event. */
  ruleId: z.string().max(128).optional(),
});
export const fieldsBody = z.object({
  items: z.array(z.object({ field: z.string(), value: z.string(), matched: z.boolean() })),
  logSource,
});

export const suppressionBody = z.object({
  id: z.uuid(),
  companyId: z.uuid(),
  companyName: z.string(),
  kind: z.enum(suppressionKinds),
  state: z.enum(suppressionStates),
  title: z.string(),
  /** Of a suppression: the rule or correlation. */
  ruleId: z.string().nullable(),
  entity: z.object({ type: z.string(), value: z.string() }).nullable(),
  /** Of a filter: the rules that it names; null: any of its log source. */
  targets: z.array(z.string()).nullable(),
  logSource: logSource.nullable(),
  owner: z.object({ id: z.uuid(), name: z.string() }),
  reason: z.string(),
  expiresAt: wireTime,
  createdAt: wireTime,
  createdBy: z.string(),
  endedAt: wireTime.nullable(),
  /** Matches that it has taken. */
  matchCount: z.number().int(),
  lastMatchAt: wireTime.nullable(),
});
export const suppressionPage = countedPageOf(suppressionBody);

export const suppressionDetailBody = suppressionBody.extend({
  yaml: z.string().nullable(),
  changes: z.array(
    z.object({ change: z.enum(suppressionChanges), reason: z.string(), at: wireTime, by: z.string() }),
  ),
});

export function toSuppressionBody(
  suppression: ListedSuppression,
  now: Date,
): z.input<typeof suppressionBody> {
  const { end, owner, subject } = suppression;
  const isFilter = subject.kind === 'filter';
  return {
    ...{ id: suppression.id, companyId: suppression.companyId, companyName: suppression.companyName },
    ...{ kind: subject.kind, state: stateOf(suppression, now), title: suppression.title },
    ruleId: isFilter ? null : subject.ruleId,
    entity: subject.kind === 'entity' ? subject.entity : null,
    targets: !isFilter || subject.targets === null ? null : [...subject.targets],
    logSource: isFilter ? subject.logSource : null,
    ...{ owner, reason: suppression.reason, expiresAt: suppression.expiresAt },
    ...{ createdAt: suppression.createdAt, createdBy: suppression.createdBy.name, endedAt: end?.at ?? null },
    ...{ matchCount: suppression.matchCount, lastMatchAt: suppression.lastMatchAt },
  };
}

export const toSuppressionDetailBody = (
  suppression: ListedSuppression,
  steps: readonly SuppressionStep[],
  now: Date,
): z.input<typeof suppressionDetailBody> => ({
  ...toSuppressionBody(suppression, now),
  yaml: suppression.subject.kind === 'filter' ? suppression.subject.yaml : null,
  changes: steps.map(({ at, by, change, reason: why }) => ({ change, reason: why, at, by: by.name })),
});

export const madeBody = z.object({ id: z.uuid(), expiresAt: wireTime });
export const toMadeBody = ({ expiresAt, id }: Suppression): z.input<typeof madeBody> => ({ id, expiresAt });

export const suppressedMatchPage = pageOf(
  z.object({
    id: z.uuid(),
    at: wireTime,
    ruleId: z.string(),
    entity: z.object({ type: z.string(), value: z.string() }),
    /** One for a match; for a hit of a correlation, what was taken of it. */
    count: z.number().int(),
    /** Events behind it; of a hit the first and last ones. */
    eventIds: z.array(z.uuid()),
    message: z.string().nullable(),
  }),
);

export const toMatchBody = ({ at, eventIds, ...match }: SuppressedMatch) => ({
  ...match,
  at: new Date(at),
  eventIds: [...eventIds],
});
