import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseObject, parseRecord, readEventFile, type RecordFormat } from '../../../event/index.ts';
import { newId } from '../../../kernel/index.ts';
import type { ParsedEvent } from '../../event-types.ts';
import { loadRules, type RuleSet } from '../load.ts';

/** The folder of other people's data. */
export const corpus =
  process.env['TOCSIN_CORPUS'] ?? join(import.meta.dirname, '../../../../../shared/corpus');
/** The specification's public rules and their recordings. */
export const sigma = join(corpus, 'sigma');
export const present = existsSync(sigma);

const at = new Date('2026-11-23T12:00:00Z');
const ids = {
  id: newId<'event'>(at),
  companyId: newId<'company'>(at),
  sourceId: newId<'source'>(at),
  projectId: null,
};

/** The events of a file, through the parsers of production. */
async function eventsOf(path: string): Promise<readonly ParsedEvent[]> {
  const events: ParsedEvent[] = [];
  for await (const item of readEventFile(path)) {
    if (item.kind === 'problem') throw new Error(`${path}: ${item.problem.reason}`);
    const { record } = item;
    const base = { ...ids, format: 'json' as const, receivedAt: at.getTime(), peer: '192.0.2.1' };
    const parsed =
      record.kind === 'object'
        ? parseObject(record.value, { ...base, raw: '' })
        : parseRecord({ ...base, raw: record.text });
    if (parsed.kind !== 'parsed') throw new Error(`${path}: unparsed, ${parsed.reason}`);
    events.push(parsed);
  }
  return events;
}

/** A record as intake receives it at noon, through the parsers of production. */
export function parsedRaw(format: RecordFormat, raw: string): ParsedEvent {
  const event = parseRecord({ ...ids, format, receivedAt: at.getTime(), peer: '192.0.2.1', raw });
  if (event.kind !== 'parsed') throw new Error(`unparsed, ${event.reason}: ${raw}`);
  return event;
}

export interface Regression {
  readonly ruleId: string;
  readonly stated: number | null;
  readonly events: readonly ParsedEvent[];
}

const infoSchema = z.object({
  rule_metadata: z.tuple([z.object({ id: z.string() })], z.unknown()),
  regression_tests_info: z.tuple([z.object({ match_count: z.number().nullish() })], z.unknown()),
});

/** The recordings of the regression tests, in one of the two forms in which each is there. */
export function regressions(form: 'json' | 'evtx'): Promise<readonly Regression[]> {
  const files = globSync('regression_data/**/info.yml', { cwd: sigma });
  return Promise.all(
    files.map(async (file) => {
      const info = infoSchema.parse(parse(readFileSync(join(sigma, file), 'utf8')));
      const [recording = ''] = globSync(join(sigma, file.replace('info.yml', `*.${form}`)));
      return {
        ruleId: info.rule_metadata[0].id,
        stated: info.regression_tests_info[0].match_count ?? null,
        events: await eventsOf(recording),
      };
    }),
  );
}

/** All rules of the corpus. */
export const publicRules = (): RuleSet =>
  loadRules(
    ['rules', 'rules-compliance', 'rules-emerging-threats', 'rules-placeholder', 'rules-threat-hunting'].map(
      (folder) => join(sigma, folder),
    ),
  );
