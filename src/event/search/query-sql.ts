import { unreachable } from '../../kernel/index.ts';
import type { AddressTarget, Operator, PathTarget, Pattern, Query, TextTarget } from './query.ts';

/** A condition for ClickHouse: SQL with placeholders, and the values to bind to them. */
export interface SqlCondition {
  readonly sql: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** Collects the values and names their placeholders. */
interface Binder {
  readonly params: Record<string, string | number>;
  readonly prefix: string;
}

/**
 * Writes a query as a ClickHouse condition over `security_event`. The SQL is made of this file's own text and of
 * column names from the closed lists; every value, path and pattern is bound. `prefix` keeps two conditions' placeholders
 * apart.
 */
export function toSql(query: Query, prefix = 'q'): SqlCondition {
  const binder: Binder = { params: {}, prefix };
  const sql = condition(query, binder);
  return { sql, params: binder.params };
}

type BoundType = 'String' | 'UInt32' | 'Int64' | 'Float64' | 'UUID' | 'IPv6';

function bind(binder: Binder, type: BoundType, value: string | number): string {
  const name = `${binder.prefix}${String(Object.keys(binder.params).length)}`;
  binder.params[name] = value;
  return `{${name}:${type}}`;
}

function condition(query: Query, binder: Binder): string {
  switch (query.kind) {
    case 'all':
      return '1';
    case 'and':
      return `(${query.parts.map((part) => condition(part, binder)).join(' AND ')})`;
    case 'or':
      return `(${query.parts.map((part) => condition(part, binder)).join(' OR ')})`;
    case 'not':
      return `NOT (${condition(query.part, binder)})`;
    case 'word':
      return wordIn(query.pattern, binder);
    case 'text':
      return matches(`security_event.${query.column}`, query.pattern, binder);
    case 'number':
      return `security_event.${query.column} ${sqlOperator(query.operator)} ${bind(binder, 'UInt32', query.value)}`;
    case 'time':
      return `security_event.${query.column} ${sqlOperator(query.operator)} fromUnixTimestamp64Milli(${bind(binder, 'Int64', query.at)}, 'UTC')`;
    case 'id':
      return `security_event.${query.column} = ${bind(binder, 'UUID', query.id)}`;
    case 'address':
      return addressIn(query, binder);
    case 'present':
      return present(query.target, binder);
    case 'path':
      return matches(member(query.target, binder), query.pattern, binder);
    case 'path_number': {
      const number = `toFloat64OrNull(${member(query.target, binder)})`;
      return `ifNull(${number} ${sqlOperator(query.operator)} ${bind(binder, 'Float64', query.value)}, 0)`;
    }
    default:
      return unreachable(query);
  }
}

function sqlOperator(operator: Operator): string {
  switch (operator) {
    case '=':
      return '=';
    case '!=':
      return '!=';
    case '>':
      return '>';
    case '>=':
      return '>=';
    case '<':
      return '<';
    case '<=':
      return '<=';
    default:
      return unreachable(operator);
  }
}

/**
 * A word in the raw record. One of ASCII letters and digits only is matched as a whole word, which the index of words
 * answers; anything else (a phrase, an address, wildcards, other scripts) as a piece of the text.
 */
function wordIn(pattern: Pattern, binder: Binder): string {
  if (pattern.kind === 'equal') {
    const text = pattern.text.toLowerCase();
    if (/^[a-z0-9]+$/.test(text))
      return `hasToken(lower(security_event.raw), ${bind(binder, 'String', text)})`;
    return contains(`%${likeText(text)}%`, binder);
  }
  return contains(`%${like(pattern)}%`, binder);
}

/** Characters up to DEL. */
const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

function contains(pattern: string, binder: Binder): string {
  const lower = isAscii(pattern) ? 'lower' : 'lowerUTF8';
  return `${lower}(security_event.raw) LIKE ${bind(binder, 'String', pattern)}`;
}

function matches(expression: string, pattern: Pattern, binder: Binder): string {
  if (pattern.kind === 'equal') {
    return `lowerUTF8(${expression}) = ${bind(binder, 'String', pattern.text.toLowerCase())}`;
  }
  return `lowerUTF8(${expression}) LIKE ${bind(binder, 'String', like(pattern))}`;
}

/** A pattern for LIKE, lower case. */
function like(pattern: Extract<Pattern, { kind: 'wildcard' }>): string {
  return pattern.pieces
    .map((piece) => {
      switch (piece.kind) {
        case 'literal':
          return likeText(piece.text.toLowerCase());
        case 'any':
          return '%';
        case 'one':
          return '_';
        default:
          return unreachable(piece);
      }
    })
    .join('');
}

const likeText = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

function addressIn(query: Extract<Query, { kind: 'address' }>, binder: Binder): string {
  const first = bind(binder, 'IPv6', query.first);
  const last = query.first === query.last ? null : bind(binder, 'IPv6', query.last);
  const parts = query.columns.map((column) =>
    last === null
      ? `security_event.${column} = ${first}`
      : `(security_event.${column} >= ${first} AND security_event.${column} <= ${last})`,
  );
  return `(${parts.join(' OR ')})`;
}

function present(target: TextTarget | AddressTarget | PathTarget, binder: Binder): string {
  switch (target.kind) {
    case 'text':
      return `security_event.${target.column} != ''`;
    case 'address':
      return `(${target.columns.map((column) => `security_event.${column} != toIPv6('::')`).join(' OR ')})`;
    case 'path':
      return `${member(target, binder)} != ''`;
    default:
      return unreachable(target);
  }
}

/** A member of a JSON document as text, with its bound steps; empty where it is absent. `prefix` as for `toSql`. */
export function memberSql(target: PathTarget, prefix: string): SqlCondition {
  const binder: Binder = { params: {}, prefix };
  const sql = member(target, binder);
  return { sql, params: binder.params };
}

/** A member of a JSON document as text; empty when it is absent, or the document is no JSON. */
function member(target: PathTarget, binder: Binder): string {
  const steps = target.steps.map((step) => bind(binder, typeof step === 'number' ? 'Int64' : 'String', step));
  return `JSONExtract(security_event.${target.document}, ${steps.join(', ')}, 'String')`;
}
