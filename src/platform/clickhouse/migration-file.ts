import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOnly, splitStatements } from './server/sql-text.ts';

/** One file of the folder, cut into statements. */
export interface Migration {
  readonly version: number;
  /** File name without `.sql`. */
  readonly name: string;
  /** SHA-256 of the text with line ends made `\n`, in hex. */
  readonly checksum: string;
  readonly statements: readonly string[];
}

export const migrationProblems = [
  'migration_bad_name',
  'migration_duplicate',
  'migration_empty',
  'migration_not_repeatable',
  'migration_edited',
  'migration_missing',
  'migration_out_of_order',
  'migration_failed',
  'schema_newer_than_program',
] as const;
export type MigrationProblem = (typeof migrationProblems)[number];

/** The schema cannot be brought up to date; a person must act. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
  readonly code: MigrationProblem;
  readonly retryable = false;

  constructor(code: MigrationProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Statements that give the same schema when run again: a crash between two of a file repeats the first. */
const repeatable =
  /^(?:CREATE\s+(?:OR\s+REPLACE\s+)?(?:DATABASE|DICTIONARY|FUNCTION|MATERIALIZED\s+VIEW|TABLE|VIEW)\s+IF\s+NOT\s+EXISTS\b|CREATE\s+OR\s+REPLACE\s|DROP\s+\w+(?:\s+\w+)?\s+IF\s+EXISTS\b|TRUNCATE\s+TABLE\s+IF\s+EXISTS\b|ALTER\s+TABLE\s)/i;
const repeatableAlter =
  /^(?:(?:ADD|DROP|RENAME|CLEAR)\s+(?:COLUMN|INDEX|PROJECTION|CONSTRAINT)\s+IF\s+(?:NOT\s+)?EXISTS\b|MODIFY\s|MATERIALIZE\s|COMMENT\s|RESET\s|REMOVE\s|DELETE\s|UPDATE\s)/i;

/** Reads a folder of `NNNN-name.sql` files in order of their numbers. Throws `MigrationError`. */
export async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const migrations = await Promise.all(
    files.map(async (file) => parseMigration(file, await readFile(join(folder, file), 'utf8'))),
  );
  for (const [index, migration] of migrations.entries()) {
    const before = migrations[index - 1];
    if (before?.version === migration.version) {
      throw new MigrationError(
        'migration_duplicate',
        `${before.name} and ${migration.name} have the same number.`,
      );
    }
  }
  return migrations;
}

/** Cuts one file into statements and checks that each may be repeated. */
export function parseMigration(file: string, text: string): Migration {
  const number = /^(\d{4})-[a-z0-9]+(?:-[a-z0-9]+)*\.sql$/.exec(file)?.[1];
  if (number === undefined) {
    throw new MigrationError('migration_bad_name', `${file} is not named like 0001-short-name.sql.`);
  }
  const source = text.replaceAll('\r\n', '\n');
  const statements = splitStatements(source);
  if (statements.length === 0) throw new MigrationError('migration_empty', `${file} holds no statement.`);
  for (const [index, statement] of statements.entries()) {
    if (isRepeatable(statement)) continue;
    throw new MigrationError(
      'migration_not_repeatable',
      `Statement ${index + 1} of ${file} cannot be repeated after a crash; use IF NOT EXISTS, IF EXISTS or MODIFY.`,
    );
  }
  const checksum = createHash('sha256').update(source).digest('hex');
  return { version: Number(number), name: file.slice(0, -'.sql'.length), checksum, statements };
}

function isRepeatable(statement: string): boolean {
  const code = codeOnly(statement).trim();
  if (!repeatable.test(code)) return false;
  const alter = /^ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?[\w.']+\s+(?:ON\s+CLUSTER\s+[\w']+\s+)?/i.exec(code);
  return (
    alter === null || topLevelParts(code.slice(alter[0].length)).every((part) => repeatableAlter.test(part))
  );
}

/** The comma-separated commands of an ALTER, commas inside parentheses aside. */
function topLevelParts(text: string): readonly string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const char of text) {
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    if (char === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] = `${parts.at(-1) ?? ''}${char}`;
  }
  return parts.map((part) => part.trim());
}
