/** What a place in SQL text is: code, or something whose content means nothing to the grammar. */
type Span = 'code' | 'comment' | 'quoted';

interface Token {
  readonly span: Span;
  readonly start: number;
  readonly end: number;
}

/**
 * Cuts ClickHouse SQL into code, comments and quoted text (strings, quoted names, heredocs), in order and without gaps.
 * Unclosed quotes and comments run to the end: the engine reports them.
 */
export function* scanSql(sql: string): Generator<Token> {
  const opening = /--|#!|# |\/\*|'|"|`|\$\w*\$/g;
  let at = 0;
  while (at < sql.length) {
    opening.lastIndex = at;
    const found = opening.exec(sql);
    if (found === null) {
      yield { span: 'code', start: at, end: sql.length };
      return;
    }
    if (found.index > at) yield { span: 'code', start: at, end: found.index };
    const end = spanEnd(sql, found[0], found.index);
    yield { span: isComment(found[0]) ? 'comment' : 'quoted', start: found.index, end };
    at = end;
  }
}

function isComment(opening: string): boolean {
  return opening === '--' || opening === '/*' || opening.startsWith('#');
}

function spanEnd(sql: string, opening: string, start: number): number {
  const from = start + opening.length;
  if (opening === '--' || opening.startsWith('#')) return after(sql, '\n', from);
  if (opening === '/*') return after(sql, '*/', from);
  if (opening.startsWith('$')) return after(sql, opening, from);
  for (let at = from; at < sql.length; at += 1) {
    if (sql[at] === '\\') at += 1;
    else if (sql[at] === opening) {
      if (sql[at + 1] !== opening) return at + 1;
      at += 1;
    }
  }
  return sql.length;
}

function after(sql: string, closing: string, from: number): number {
  const at = sql.indexOf(closing, from);
  return at === -1 ? sql.length : at + closing.length;
}

/** Splits a script at every `;` outside quotes and comments; statements are trimmed, empty ones and lone comments dropped. */
export function splitStatements(script: string): readonly string[] {
  const statements: string[] = [];
  let text = '';
  let hasCode = false;
  const close = (): void => {
    if (hasCode) statements.push(text.trim());
    text = '';
    hasCode = false;
  };
  for (const { span, start, end } of scanSql(script)) {
    if (span !== 'code') {
      text += script.slice(start, end);
      hasCode ||= span === 'quoted';
      continue;
    }
    const [first = '', ...rest] = script.slice(start, end).split(';');
    text += first;
    hasCode ||= first.trim() !== '';
    for (const part of rest) {
      close();
      text = part;
      hasCode = part.trim() !== '';
    }
  }
  close();
  return statements;
}

/** The statement with leading comments and white space removed: what its first word is read from. */
export function withoutLeadingComments(sql: string): string {
  for (const { span, start, end } of scanSql(sql)) {
    if (span === 'comment') continue;
    if (span === 'quoted') return sql.slice(start);
    const text = sql.slice(start, end);
    if (text.trim() !== '') return sql.slice(start).trimStart();
  }
  return '';
}

/** The statement with comments and quoted text blanked: safe to search for keywords. */
export function codeOnly(sql: string): string {
  let code = '';
  for (const { span, start, end } of scanSql(sql))
    code += span === 'code' ? sql.slice(start, end) : span === 'quoted' ? `''` : ' ';
  return code;
}

/** Names of the `{name:Type}` placeholders in the statement. */
export function placeholders(sql: string): ReadonlySet<string> {
  return new Set([...codeOnly(sql).matchAll(/\{\s*([A-Za-z_]\w*)\s*:/g)].map(([, name = '']) => name));
}

/** A ClickHouse string literal. */
export function quoteText(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** A ClickHouse quoted identifier. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}
