import { parseArgs } from 'node:util';
import { loadConfig } from '../../platform/config/index.ts';
import { CommandError, exitCodes, UsageError, type CommandContext } from '../cli/command.ts';
import { askLocal, findLocalServer, type LocalServer } from '../cli/local-server.ts';
import { foundSchema, replaySchema, type ReplayReply } from './replay-schema.ts';
import { replayText } from './replay-text.ts';

/**
 * `tocsin replay FINDING`: has the running server judge the evidence of a finding once more. One JSON object on standard
 * output, the same for people on standard error; exit code 1 when the verdict differs, 3 when it stays open.
 */
export async function replay(context: CommandContext): Promise<number> {
  const finding = readOptions(context.args);
  const server = await findLocalServer(loadConfig(context));
  const id = typeof finding === 'number' ? await idOf(server, finding) : finding;
  const report = await askLocal(server, 'GET', `/api/v1/findings/${id}/replay`, replaySchema);
  context.say(replayText(report));
  context.out(`${JSON.stringify(report)}\n`);
  return codes[report.verdict];
}

const codes: Readonly<Record<ReplayReply['verdict'], number>> = {
  same: exitCodes.done,
  differs: exitCodes.failed,
  incomplete: exitCodes.unreadable,
};

async function idOf(server: LocalServer, number: number): Promise<string> {
  const { items } = await askLocal(server, 'GET', `/api/v1/findings?number=${number}`, foundSchema);
  const [found] = items;
  if (found !== undefined) return found.id;
  throw new CommandError('finding_not_found', `There is no finding F-${number}.`, exitCodes.failed);
}

const idForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const numberForm = /^(?:F-)?(\d{1,15})$/i;

/** A finding's number or id. */
function readOptions(args: readonly string[]): number | string {
  const [finding, ...more] = positionals(args);
  if (finding === undefined || more.length > 0) throw new UsageError('name one finding');
  if (idForm.test(finding)) return finding;
  const number = numberForm.exec(finding)?.[1];
  if (number !== undefined) return Number(number);
  throw new UsageError(`"${finding.slice(0, 60)}" is no finding: write F-17, or its id`);
}

function positionals(args: readonly string[]): readonly string[] {
  try {
    return parseArgs({ args: [...args], options: {}, allowPositionals: true }).positionals;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
