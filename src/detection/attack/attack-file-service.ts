import { readFile, stat } from 'node:fs/promises';
import type { Logger } from '../../platform/log/index.ts';
import { tacticsOnly, type AttackCatalogue } from './attack-catalogue.ts';
import { mostAttackBytes, readAttackFile } from './attack-file-schema.ts';

/**
 * What is known of ATT&CK: from a file of MITRE's, or without one (null) the tactics alone. A file that cannot be used is told in
 * `problem`, and nothing else fails.
 */
export async function openAttack(path: string | null, log: Logger): Promise<AttackCatalogue> {
  const attack = path === null ? tacticsOnly : await readAttack(path);
  if (attack.problem !== null)
    log.warn({ problem: attack.problem }, 'ATT&CK is shown without titles and gaps');
  return attack;
}

async function readAttack(path: string): Promise<AttackCatalogue> {
  try {
    const found = await stat(path);
    if (!found.isFile()) return { ...tacticsOnly, problem: `${path} is no regular file.` };
    if (found.size > mostAttackBytes)
      return { ...tacticsOnly, problem: `${path} is larger than ${mostAttackBytes} bytes.` };
    const read = readAttackFile(await readFile(path, 'utf8'));
    return read.ok ? read.value : { ...tacticsOnly, problem: `${path} cannot be used. ${read.error}` };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ...tacticsOnly, problem: `${path} cannot be read: ${why}` };
  }
}
