import { z } from 'zod';
import { askLocal, type LocalServer } from '../cli/local-server.ts';
import type { RuleFileToImport } from './import-files.ts';

export interface ImportOptions {
  readonly activate: boolean;
  readonly overlay: boolean;
  readonly withoutTests: boolean;
  readonly dryRun: boolean;
  readonly reason: string;
}

const text = z.string().nullable();
const imported = z.object({
  results: z.array(
    z.object({
      ...{ file: z.string(), line: z.number(), id: text, title: z.string(), kind: text },
      ...{ outcome: z.string(), version: z.number().nullable(), state: text, code: text, reason: z.string() },
    }),
  ),
  setVersion: z.number(),
  lookingBack: z.number(),
});

/** What became of one document, as the server says. */
export type ImportedDocument = z.output<typeof imported>['results'][number];

/** Sends files of rules. Throws CommandError with the server's code when it refuses them as a whole. */
export const sendRules = (
  server: LocalServer,
  files: readonly RuleFileToImport[],
  options: ImportOptions,
): Promise<z.output<typeof imported>> =>
  askLocal(server, 'POST', '/api/v1/rules/import', imported, { files, ...options });
