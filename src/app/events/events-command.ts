import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { text } from 'node:stream/consumers';
import { loadConfig } from '../../platform/config/index.ts';
import { CommandError, exitCodes, UsageError, type CommandContext } from '../cli/command.ts';
import { findLocalServer, readProblem, sendLocal } from '../cli/local-server.ts';
import { mostEvents, searchPath, type EventSearchOptions } from './search-path.ts';

/**
 * `tocsin events search`: events of the server that runs on the data folder, as NDJSON on standard output, newest first; how
 * many there were on standard error.
 */
export async function events(context: CommandContext): Promise<number> {
  const options = readOptions(context.args);
  const server = await findLocalServer(loadConfig(context));
  const path = searchPath(options, new Date());
  if (!path.ok) throw new UsageError(path.error);
  const reply = await sendLocal(server, 'GET', path.value);
  const status = reply.statusCode ?? 0;
  if (status !== 200) throw refusal(status, await text(reply));
  let told = 0;
  let isMore = false;
  for await (const line of createInterface({ input: reply, crlfDelay: Infinity })) {
    if (line === '') continue;
    isMore = told === options.limit;
    if (isMore) continue;
    told += 1;
    context.out(`${line}\n`);
    await context.drained();
  }
  if (!reply.complete)
    throw new CommandError(
      'transfer_broken',
      `The server broke off after ${told} events. What was written is whole up to there.`,
      exitCodes.failed,
    );
  const more = isMore ? ' There are more: narrow the search, or raise --limit.' : '';
  context.say(`${told} ${told === 1 ? 'event' : 'events'}.${more}\n`);
  return exitCodes.done;
}

/** A query or filter that cannot be read is the caller's mistake, as a wrong option is. */
function refusal(status: number, body: string): Error {
  const problem = readProblem(body);
  const detail = problem?.detail ?? `The server answered ${status}: ${body.slice(0, 200)}`;
  if (problem?.code === 'query_malformed' || problem?.code === 'invalid_request')
    return new UsageError(detail);
  return new CommandError(problem?.code ?? 'server_refused', detail, exitCodes.failed);
}

function readOptions(args: readonly string[]): EventSearchOptions {
  const options = {
    query: { type: 'string', default: '' },
    range: { type: 'string', default: '24h' },
    company: { type: 'string' },
    limit: { type: 'string', default: '10000' },
  } as const;
  try {
    const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (positionals.length !== 1 || positionals[0] !== 'search') throw new Error('Say what to do: search.');
    const limit = /^\d{1,7}$/.test(values.limit) ? Number(values.limit) : 0;
    if (limit < 1 || limit > mostEvents)
      throw new Error(`--limit takes a number from 1 to ${mostEvents}, not "${values.limit.slice(0, 20)}".`);
    return { query: values.query, range: values.range, companyId: values.company ?? null, limit };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
