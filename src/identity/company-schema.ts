import { z } from 'zod';
import { pageOf, pageQuery, wireTime } from './route-schema.ts';

/** Shapes shared by the routes of this slice. */
export const personName = z.string().trim().min(1).max(120);
export const thingName = z.string().trim().min(1).max(160);
export const emailAddress = z.string().trim().toLowerCase().max(254).pipe(z.email());
export const localeName = z
  .string()
  .max(35)
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language tag: en, ru');
export const slugText = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'must be lower-case letters, digits and hyphens');
const retentionDays = z.number().int().min(1).max(3_650).nullable();
/** At least a mebibyte, at most a pebibyte. */
const quotaBytes = z
  .number()
  .int()
  .min(1024 ** 2)
  .max(1024 ** 5)
  .nullable();
const quotaAction = z.enum(['warn', 'remove_oldest']);

const companyShape = {
  id: z.uuid(),
  kind: z.enum(['provider', 'customer']),
  name: z.string(),
  slug: z.string(),
  locale: z.string(),
  retentionDays,
  status: z.enum(['active', 'off_boarding', 'erased']),
  quotaBytes: z.number().int().nullable(),
  quotaAction,
  createdAt: wireTime,
};

export const companyBody = z.object(companyShape);
export const companyPage = pageOf(companyBody);
export const companyDetail = z.object({
  ...companyShape,
  counts: z.object({
    users: z.number().int(),
    sources: z.number().int(),
    openIncidents: z.number().int(),
    openFindings: z.number().int(),
  }),
});
export const companyListQuery = pageQuery.extend({
  q: z.string().max(200).optional(),
  kind: z.enum(['provider', 'customer']).default('customer'),
});
export const newCompanyBody = z.strictObject({
  name: thingName,
  slug: slugText,
  retentionDays: retentionDays.default(null),
  quotaBytes: quotaBytes.default(null),
  quotaAction: quotaAction.default('warn'),
  locale: localeName.default('en'),
});
export const companyChangeBody = z.strictObject({
  name: thingName.optional(),
  slug: slugText.optional(),
  retentionDays: retentionDays.optional(),
  quotaBytes: quotaBytes.optional(),
  quotaAction: quotaAction.optional(),
  locale: localeName.optional(),
});

export const projectBody = z.object({
  id: z.uuid(),
  companyId: z.uuid(),
  name: z.string(),
  slug: z.string(),
  createdAt: wireTime,
});
export const projectList = z.object({ items: z.array(projectBody) });
export const newProjectBody = z.strictObject({ name: thingName, slug: slugText });
export const projectChangeBody = z.strictObject({ name: thingName.optional(), slug: slugText.optional() });

export const contactCategories = ['security', 'legal', 'operations'] as const;
const categories = z
  .array(z.enum(contactCategories))
  .max(contactCategories.length)
  .transform((list) => [...new Set(list)].sort());
export const contactBody = z.object({
  id: z.uuid(),
  companyId: z.uuid(),
  name: z.string(),
  email: z.string(),
  categories: z.array(z.string()),
  locale: z.string(),
  disabled: z.boolean(),
  createdAt: wireTime,
});
export const contactList = z.object({ items: z.array(contactBody) });
export const newContactBody = z.strictObject({
  name: personName,
  email: emailAddress,
  categories: categories.default([]),
  locale: localeName.default('en'),
});
export const contactChangeBody = z.strictObject({
  name: personName.optional(),
  email: emailAddress.optional(),
  categories: categories.optional(),
  locale: localeName.optional(),
  disabled: z.boolean().optional(),
});
