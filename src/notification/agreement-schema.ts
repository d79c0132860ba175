import { z } from 'zod';
import { pageOf, wireTime } from '../identity/index.ts';
import { severities, type CompanyId } from '../kernel/index.ts';
import { contactCategories, languages, type AgreementId, type ClauseId } from './agreement.ts';

const longestHours = 24 * 90;

/** A day; a full time is accepted and cut to its day in UTC. */
const day = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })])
  .transform((text) => (text.length === 10 ? text : new Date(text).toISOString().slice(0, 10)));

const clauseTerms = z.object({
  trigger: z.object({ minSeverity: z.enum(severities) }),
  startsAt: z.literal('company_affected'),
  durationHours: z.number().positive().max(longestHours),
  channel: z.literal('email'),
  contactCategories: z
    .array(z.enum(contactCategories))
    .min(1)
    .refine((categories) => new Set(categories).size === categories.length, 'names a category twice'),
  language: z.enum(languages),
});

const clauseId = z
  .uuid()
  .toLowerCase()
  .transform((id) => id as ClauseId);
const companyId = z
  .uuid()
  .toLowerCase()
  .transform((id) => id as CompanyId);

/** A clause as it is stored with a version or an obligation. */
export const storedClause = clauseTerms.extend({ id: clauseId });
export const storedClauses = z.array(storedClause);

const clauses = z
  .array(clauseTerms.extend({ id: clauseId.optional() }))
  .min(1)
  .max(50)
  .refine((all) => {
    const ids = all.flatMap(({ id }) => (id === undefined ? [] : [id]));
    return new Set(ids).size === ids.length;
  }, 'two clauses have the same id');

const terms = z.object({
  title: z.string().trim().min(1).max(300),
  number: z.string().trim().min(1).max(100),
  effectiveFrom: day,
  effectiveTo: day.nullable(),
  clauses,
});

export const agreementBody = terms.extend({ companyId });
export const agreementPatch = terms.partial().extend({
  /** The version that was read; a newer one is a conflict. */
  version: z.int().optional(),
});
export const agreementParams = z.object({
  id: z
    .uuid()
    .toLowerCase()
    .transform((id) => id as AgreementId),
});
export const agreementQuery = z.object({ companyId: companyId.optional() });

export const agreementReply = z.object({
  id: z.string(),
  companyId: z.string(),
  version: z.int(),
  title: z.string(),
  number: z.string(),
  effectiveFrom: z.string(),
  effectiveTo: z.string().nullable(),
  clauses: z.array(clauseTerms.extend({ id: z.string(), text: z.string() })),
  createdAt: wireTime,
  createdBy: z.string(),
});
export const agreementPage = pageOf(agreementReply);
