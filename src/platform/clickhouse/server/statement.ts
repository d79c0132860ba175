import { err, ok, type Result } from '../../../kernel/index.ts';
import { engineError, type EngineError } from './engine-error.ts';
import { codeOnly, quoteText, splitStatements, withoutLeadingComments } from './sql-text.ts';

/** Which pool runs a statement, and how its result leaves. */
export type StatementKind = 'insert' | 'select' | 'other';

/** Formats whose output may be cut anywhere between blocks: no header, no footer. */
const streamableFormats: ReadonlySet<string> = new Set([
  'CSV',
  'JSONCompactEachRow',
  'JSONCompactStringsEachRow',
  'JSONEachRow',
  'JSONLines',
  'JSONStringsEachRow',
  'NDJSON',
  'Native',
  'RowBinary',
  'TSV',
  'TSVRaw',
  'TabSeparated',
  'TabSeparatedRaw',
]);

const namePattern = '(?:`[^`]*`|"[^"]*"|\\w+)';
const insertWithData = new RegExp(
  `^(INSERT\\s+INTO\\s+(?:TABLE\\s+)?${namePattern}(?:\\s*\\.\\s*${namePattern})?\\s*(?:\\((?:[^()]|\\([^()]*\\))*\\)\\s*)?)` +
    `(SETTINGS\\s[^;]*?\\s)?(FORMAT\\s+\\w+)\\s*;?\\s*$`,
  'i',
);

export function statementKind(sql: string): StatementKind {
  const text = withoutLeadingComments(sql);
  if (/^insert\b/i.test(text)) return 'insert';
  return /^(?:select|with)\b|^\(/i.test(text) ? 'select' : 'other';
}

/** The output format that the statement names at its end, or null. */
export function namedFormat(sql: string): string | null {
  return /\bFORMAT\s+(\w+)\s*(?:\sSETTINGS\s[^;]*)?;?\s*$/i.exec(codeOnly(sql))?.[1] ?? null;
}

export function isStreamable(format: string): boolean {
  return streamableFormats.has(format);
}

/**
 * Turns `INSERT INTO t (columns) FORMAT F`, whose rows came apart from it, into one that reads them from a file.
 * The path must hold no glob characters: the engine would expand them.
 */
export function insertFromFile(sql: string, path: string): Result<string, EngineError> {
  const found = insertWithData.exec(withoutLeadingComments(sql));
  if (found === null) {
    return err(
      engineError(
        'NOT_IMPLEMENTED',
        'Rows in the body need the query "INSERT INTO table [(columns)] [SETTINGS …] FORMAT format".',
      ),
    );
  }
  const [, target = '', settings = '', format = ''] = found;
  return ok(`${target} FROM INFILE ${quoteText(path)} COMPRESSION 'none' ${settings} ${format}`);
}

/** ClickHouse's HTTP interface runs one statement a request; the embedded engine would run them all. */
export function refuseSeveralStatements(sql: string): Result<string, EngineError> {
  if (statementKind(sql) === 'insert') return ok(sql);
  const statements = splitStatements(sql);
  const [first] = statements;
  if (first === undefined) return err(engineError('SYNTAX_ERROR', 'Syntax error: the query is empty.'));
  if (statements.length > 1)
    return err(engineError('SYNTAX_ERROR', 'Syntax error: Multi-statements are not allowed.'));
  return ok(first);
}
