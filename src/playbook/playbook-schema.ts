import { parseDocument } from 'yaml';
import { z } from 'zod';
import { providerRoles } from '../identity/index.ts';
import { err, ok, type Result } from '../kernel/index.ts';
import type { Playbook } from './playbook.ts';

const longestMinutes = 60 * 24 * 90;
const name = z.strictObject({ en: z.string().trim().min(1).max(200), ru: z.string().trim().min(1).max(200) });
const text = z.strictObject({
  en: z.string().trim().min(1).max(2_000),
  ru: z.string().trim().min(1).max(2_000),
});
const key = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens')
  .max(80);

const step = z.strictObject({
  key,
  name,
  description: text,
  owner: z.enum(providerRoles),
  dueMinutes: z.int().min(1).max(longestMinutes).nullable().default(null),
});

const fileSchema = z.strictObject({
  id: key,
  version: z.int().min(1),
  name,
  description: text,
  appliesTo: z
    .strictObject({
      rules: z.array(z.string().min(1)).max(200).default([]),
      tags: z.array(z.string().min(1).toLowerCase()).max(200).default([]),
      fallback: z.boolean().default(false),
    })
    .prefault({}),
  customerMeasures: z.array(text).max(12).default([]),
  steps: z
    .array(step)
    .min(1)
    .max(100)
    .refine(
      (steps) => new Set(steps.map((one) => one.key)).size === steps.length,
      'two steps have the same key',
    ),
});

/** Why a playbook file is not used. */
export interface PlaybookRefusal {
  readonly file: string;
  readonly code:
    'yaml_malformed' | 'playbook_malformed' | 'playbook_id_taken' | 'playbook_misnamed' | 'fallback_taken';
  readonly reason: string;
}

/** Reads one playbook file. `file` is named in the refusal. */
export function parsePlaybook(content: string, file: string): Result<Playbook, PlaybookRefusal> {
  const document = parseDocument(content);
  const [fault] = document.errors;
  if (fault !== undefined) return err({ file, code: 'yaml_malformed', reason: fault.message });
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 0 });
  } catch {
    return err({ file, code: 'yaml_malformed', reason: 'YAML aliases are not accepted.' });
  }
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success) {
    const reason = parsed.error.issues
      .map(
        (issue) =>
          `${issue.path.length === 0 ? 'the file' : issue.path.map(String).join('.')}: ${issue.message}`,
      )
      .join('; ');
    return err({ file, code: 'playbook_malformed', reason });
  }
  const { appliesTo, ...playbook } = parsed.data;
  return ok({ ...playbook, ...appliesTo });
}
