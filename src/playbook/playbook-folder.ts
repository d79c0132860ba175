import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { parsePlaybook, type PlaybookRefusal } from './playbook-schema.ts';
import type { Playbook } from './playbook.ts';

const largestBytes = 256 * 1024;

/** What a folder of playbook files holds: those that can be used, and why the others cannot. */
export interface PlaybookLibrary {
  readonly playbooks: readonly Playbook[];
  readonly refused: readonly PlaybookRefusal[];
}

/** Reads `*.yml` of a folder. A bad file is refused with its reason and keeps no other from being used. */
export async function loadPlaybooks(folder: string): Promise<PlaybookLibrary> {
  const names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
  const playbooks: Playbook[] = [];
  const refused: PlaybookRefusal[] = [];
  for (const file of names) {
    const content = await readFile(join(folder, file), 'utf8');
    const one = judge(file, content, playbooks);
    if ('code' in one) refused.push(one);
    else playbooks.push(one);
  }
  return { playbooks, refused };
}

function judge(file: string, content: string, before: readonly Playbook[]): Playbook | PlaybookRefusal {
  if (Buffer.byteLength(content) > largestBytes)
    return { file, code: 'playbook_malformed', reason: `the file is larger than ${largestBytes} bytes` };
  const parsed = parsePlaybook(content, file);
  if (!parsed.ok) return parsed.error;
  const { id, fallback } = parsed.value;
  if (before.some((other) => other.id === id))
    return { file, code: 'playbook_id_taken', reason: `another file already has the id ${id}` };
  if (basename(file, extname(file)) !== id)
    return { file, code: 'playbook_misnamed', reason: `the file of playbook ${id} is named ${id}.yml` };
  if (fallback && before.some((other) => other.fallback))
    return { file, code: 'fallback_taken', reason: 'another playbook is the fallback already' };
  return parsed.value;
}
