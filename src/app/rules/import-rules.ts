import { parseArgs } from 'node:util';
import { loadConfig } from '../../platform/config/index.ts';
import { exitCodes, UsageError, type CommandContext } from '../cli/command.ts';
import { findLocalServer } from '../cli/local-server.ts';
import { filesToImport, partsOf } from './import-files.ts';
import { sendRules, type ImportedDocument, type ImportOptions } from './import-service.ts';

/**
 * `tocsin rules import DIR…`: saves the rules below folders on the server that runs on the data folder. One line of JSON a document
 * on standard output, progress and a summary on standard error.
 */
export async function importRules(context: CommandContext): Promise<number> {
  const { folders, options } = readOptions(context.args);
  const server = await findLocalServer(loadConfig(context));
  const { files, unsent } = filesToImport(folders);
  const counts = new Map<string, number>();
  const refused = new Map<string, number>();
  const tell = async (line: Pick<ImportedDocument, 'outcome' | 'code'>): Promise<void> => {
    count(counts, line.outcome);
    if (line.outcome === 'refused') count(refused, line.code ?? '');
    context.out(`${JSON.stringify(line)}\n`);
    await context.drained();
  };
  for (const { code, file, line, reason } of unsent)
    await tell({ ...unread, file, line, code, reason } as ImportedDocument);
  const parts = partsOf(files);
  context.say(`${files.length} files read${parts.length > 1 ? `, sent in ${parts.length} parts` : ''}\n`);
  let setVersion: number | null = null;
  let lookingBack = 0;
  for (const [index, part] of parts.entries()) {
    const imported = await sendRules(server, part, options);
    setVersion = imported.setVersion;
    lookingBack += imported.lookingBack;
    for (const result of imported.results) await tell(result);
    if (parts.length > 1) context.say(`part ${index + 1} of ${parts.length} is imported\n`);
  }
  context.say(summary(counts, refused, options.dryRun ? null : setVersion));
  if (lookingBack > 0) context.say(`${lookingBack} of them look back over stored events\n`);
  return refused.size > 0 ? exitCodes.unreadable : exitCodes.done;
}

const unread = { id: null, title: '', kind: null, outcome: 'refused', version: null, state: null } as const;

const count = (counts: Map<string, number>, key: string): void =>
  void counts.set(key, (counts.get(key) ?? 0) + 1);

const outcomes = ['created', 'saved', 'activated', 'unchanged', 'skipped', 'refused'] as const;

function summary(
  counts: ReadonlyMap<string, number>,
  refused: ReadonlyMap<string, number>,
  setVersion: number | null,
): string {
  const told = outcomes.map((outcome) => `${counts.get(outcome) ?? 0} ${outcome}`).join(', ');
  const after = setVersion === null ? 'nothing was changed' : `the set is at version ${setVersion}`;
  const codes = [...refused].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [
    `${told}; ${after}\n`,
    ...codes.map(([code, number]) => `  ${String(number).padStart(5)}  ${code}\n`),
  ].join('');
}

function readOptions(args: readonly string[]): {
  readonly folders: readonly string[];
  readonly options: ImportOptions;
} {
  const options = {
    activate: { type: 'boolean', default: false },
    overlay: { type: 'boolean', default: false },
    'dry-run': { type: 'boolean', default: false },
    'without-tests': { type: 'string' },
    reason: { type: 'string' },
  } as const;
  try {
    const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (positionals.length === 0) throw new Error('Say where the rules are.');
    const why = values['without-tests']?.trim();
    if (why === '') throw new Error('--without-tests takes the reason why.');
    if (why !== undefined && !values.activate)
      throw new Error('--without-tests is about rules that come into force: add --activate.');
    return {
      folders: positionals,
      options: {
        ...{ activate: values.activate, overlay: values.overlay, dryRun: values['dry-run'] },
        withoutTests: why !== undefined,
        reason: reasonOf(values.reason?.trim() ?? '', why ?? ''),
      },
    };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

const reasonOf = (reason: string, withoutTests: string): string =>
  [reason, withoutTests].filter((text) => text !== '').join('; ') || 'Imported from files';
