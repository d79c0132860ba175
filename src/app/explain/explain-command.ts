import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadConfig } from '../../platform/config/index.ts';
import { CommandError, exitCodes, UsageError, type CommandContext } from '../cli/command.ts';
import { askLocal, findLocalServer, type LocalServer } from '../cli/local-server.ts';
import { explanationSchema, rulesOfEventSchema } from './explain-schema.ts';
import { explanationText, rulesText } from './explanation-text.ts';

interface Options {
  readonly eventId: string;
  readonly asked: { readonly ruleId: string } | { readonly yaml: string } | null;
}

/**
 * `tocsin explain EVENT`: asks the running server which rules match a stored event and, with `--rule`, why one does or
 * does not. One JSON object on standard output, the same for people on standard error.
 */
export async function explain(context: CommandContext): Promise<number> {
  const { asked, eventId } = readOptions(context.args);
  const server = await findLocalServer(loadConfig(context));
  const { prose, report } =
    asked === null ? await rulesOf(server, eventId) : await explanationOf(server, eventId, asked);
  context.say(prose);
  context.out(`${JSON.stringify(report)}\n`);
  return exitCodes.done;
}

async function rulesOf(server: LocalServer, eventId: string) {
  const report = await askLocal(server, 'GET', `/api/v1/events/${eventId}/rules`, rulesOfEventSchema);
  return { report, prose: rulesText(report) };
}

async function explanationOf(server: LocalServer, eventId: string, asked: NonNullable<Options['asked']>) {
  const path = `/api/v1/events/${eventId}/explanation`;
  const report = await askLocal(server, 'POST', path, explanationSchema, asked);
  return { report, prose: explanationText(report) };
}

const eventIdForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function readOptions(args: readonly string[]): Options {
  const options = { rule: { type: 'string' }, 'rule-file': { type: 'string' } } as const;
  const { positionals, values } = parsed(args, options);
  const [eventId, ...more] = positionals;
  if (eventId === undefined || more.length > 0) throw new UsageError('name one event');
  if (!eventIdForm.test(eventId))
    throw new UsageError(`"${eventId.slice(0, 60)}" is no event's id, which is a UUID`);
  const { rule, 'rule-file': file } = values;
  if (rule !== undefined && file !== undefined) throw new UsageError('give either --rule or --rule-file');
  if (rule !== undefined) return { eventId, asked: { ruleId: rule } };
  return { eventId, asked: file === undefined ? null : { yaml: readRule(file) } };
}

function parsed(
  args: readonly string[],
  options: { readonly rule: { readonly type: 'string' }; readonly 'rule-file': { readonly type: 'string' } },
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readRule(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError('file_unreadable', why, exitCodes.unreadable, { cause: error });
  }
}
