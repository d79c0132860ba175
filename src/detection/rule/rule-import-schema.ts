import { z } from 'zod';
import { maxFileBytes } from '../sigma/yaml-documents.ts';
import { refusalCodes } from '../sigma/refusal.ts';
import { ruleStates } from './local-rule.ts';
import { importCodes, importOutcomes, mostImportFiles } from './rule-import.ts';

/** A path is at most so long on any system that we run on. */
const longestPath = 4_096;

export const importBody = z.strictObject({
  files: z
    .array(
      z.strictObject({
        /** Its name in the answer. */
        file: z.string().min(1).max(longestPath),
        text: z.string().max(maxFileBytes),
        /** The text of the test file beside it; it goes with every rule of the file. */
        tests: z.string().min(1).max(maxFileBytes).nullable().default(null),
      }),
    )
    .min(1)
    .max(mostImportFiles),
  reason: z.string().trim().min(1).max(500),
  /** Puts the rules into force whose tests pass. */
  activate: z.boolean().default(false),
  withoutTests: z.boolean().default(false),
  /** Replaces shipped rules with the same id, too. */
  overlay: z.boolean().default(false),
  /** Tells what would be done, and does nothing. */
  dryRun: z.boolean().default(false),
});

export const importedBody = z.object({
  /** One for each document, and for each file that holds none that can be read; by file and line. */
  results: z.array(
    z.object({
      file: z.string(),
      line: z.number().int(),
      id: z.string().nullable(),
      title: z.string(),
      kind: z.enum(['rule', 'correlation', 'filter', 'unreadable']).nullable(),
      outcome: z.enum(importOutcomes),
      version: z.number().int().nullable(),
      state: z.enum(ruleStates).nullable(),
      /** Why it was skipped or refused. */
      code: z.enum([...refusalCodes, ...importCodes]).nullable(),
      reason: z.string(),
    }),
  ),
  setVersion: z.number().int(),
  /** How many of the rules that came into force look back over stored events: all, or none of more than 20. */
  lookingBack: z.number().int(),
});
