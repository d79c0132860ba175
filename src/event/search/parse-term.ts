import { err, ok, parseId, unreachable, type Result } from '../../kernel/index.ts';
import { addressText, parseNetwork } from '../address.ts';
import { parseIsoTime } from '../parse/time-text.ts';
import { findField, searchFields, type SearchField } from './fields.ts';
import type { Operator, Pattern, Query, QueryError, QueryErrorCode, WildcardPiece } from './query.ts';
import { pathRule, pathTarget } from './path-target.ts';
import type { Token, TokenValue } from './tokens.ts';

type FieldToken = Extract<Token, { kind: 'field' }>;
type Place = Pick<Token, 'position' | 'length'>;

const fail = (code: QueryErrorCode, message: string, place: Place): Result<never, QueryError> =>
  err({ code, message, position: place.position, length: place.length });

/** A word or phrase without a field: searched in the raw record. */
export function readWord(value: TokenValue, place: Place): Result<Query, QueryError> {
  const pattern = patternOf(value);
  if (pattern.kind === 'equal' && pattern.text === '') {
    return fail('bad_value', 'This text is empty; write what to look for.', place);
  }
  return ok(isAnything(pattern) ? { kind: 'all' } : { kind: 'word', pattern });
}

/** `field`, operator and value together; the value gets the field's type. */
export function readTerm(field: FieldToken, value: TokenValue, place: Place): Result<Query, QueryError> {
  const known = findField(field.name);
  if (known !== undefined) return readKnown(known, field, value, place);
  if (field.name.includes('.')) return readPath(field, value, place);
  const near = searchFields.find((other) => other.name.startsWith(field.name.slice(0, 3).toLowerCase()));
  const hint = near === undefined ? '' : ` Did you mean "${near.name}"?`;
  const message = `There is no field "${field.name.slice(0, 40)}".${hint} To search for the text itself, put it in quotes.`;
  return fail('unknown_field', message, field);
}

function readKnown(
  known: SearchField,
  field: FieldToken,
  value: TokenValue,
  place: Place,
): Result<Query, QueryError> {
  switch (known.type) {
    case 'text':
      return readText(known, field, value);
    case 'number':
    case 'named':
      return readNumber(known, field, value, place);
    case 'time':
      return readTime(known, field, value, place);
    case 'id':
      return readId(known, field, value, place);
    case 'address':
      return readAddress(known, field, value, place);
    default:
      return unreachable(known);
  }
}

/** Only `:` and `!=`: the others need an order. */
function equality(field: FieldToken, query: Query): Result<Query, QueryError> {
  if (field.operator === '=') return ok(query);
  if (field.operator === '!=') return ok({ kind: 'not', part: query });
  return fail('bad_operator', `"${field.name}" has no order; use ":" or "!=".`, field);
}

function readText(
  known: Extract<SearchField, { type: 'text' }>,
  field: FieldToken,
  value: TokenValue,
): Result<Query, QueryError> {
  const pattern = patternOf(value);
  if (isAnything(pattern))
    return equality(field, { kind: 'present', target: { kind: 'text', column: known.column } });
  return equality(field, { kind: 'text', column: known.column, pattern });
}

function readNumber(
  known: Extract<SearchField, { type: 'number' | 'named' }>,
  field: FieldToken,
  value: TokenValue,
  place: Place,
): Result<Query, QueryError> {
  const name = value.text.toLowerCase().replaceAll(' ', '_');
  const meant =
    known.type === 'named' && Object.hasOwn(known.numbers, name) ? known.numbers[name] : undefined;
  const number = meant ?? (/^\d{1,10}$/.test(value.text) ? Number(value.text) : undefined);
  if (number === undefined || number > 0xffff_ffff) {
    const choice = known.values.length > 0 ? ` one of ${known.values.join(', ')}, or` : '';
    return fail('bad_value', `"${known.name}" takes${choice} a whole number.`, place);
  }
  return ok({ kind: 'number', column: known.column, operator: field.operator, value: number });
}

function readTime(
  known: Extract<SearchField, { type: 'time' }>,
  field: FieldToken,
  value: TokenValue,
  place: Place,
): Result<Query, QueryError> {
  const at = parseIsoTime(/^\d{4}-\d{2}-\d{2}$/.test(value.text) ? `${value.text}T00:00:00Z` : value.text);
  if (Number.isNaN(at)) {
    return fail(
      'bad_value',
      `"${known.name}" takes a time such as 2026-11-23 or "2026-11-23T12:00:00Z".`,
      place,
    );
  }
  return ok({ kind: 'time', column: known.column, operator: field.operator, at });
}

function readId(
  known: Extract<SearchField, { type: 'id' }>,
  field: FieldToken,
  value: TokenValue,
  place: Place,
): Result<Query, QueryError> {
  const id = parseId(value.text);
  if (!id.ok) return fail('bad_value', `"${known.name}" takes an id (a UUID).`, place);
  return equality(field, { kind: 'id', column: known.column, id: id.value });
}

function readAddress(
  known: Extract<SearchField, { type: 'address' }>,
  field: FieldToken,
  value: TokenValue,
  place: Place,
): Result<Query, QueryError> {
  const { columns } = known;
  if (isAnything(patternOf(value)))
    return equality(field, { kind: 'present', target: { kind: 'address', columns } });
  const range = parseNetwork(value.text);
  if (range === null) {
    return fail(
      'bad_value',
      `"${known.name}" takes an address or a network, such as 192.0.2.1 or 10.0.0.0/8.`,
      place,
    );
  }
  return equality(field, {
    kind: 'address',
    columns,
    first: addressText(range.first),
    last: addressText(range.last),
  });
}

/** A path reads a member of a document, see `pathTarget`. */
function readPath(field: FieldToken, value: TokenValue, place: Place): Result<Query, QueryError> {
  const target = pathTarget(field.name);
  if (target === null) return fail('unknown_field', pathRule, field);
  if (isOrder(field.operator)) {
    if (!/^-?\d{1,15}(?:\.\d{1,9})?$/.test(value.text))
      return fail('bad_value', 'A comparison takes a number.', place);
    return ok({ kind: 'path_number', target, operator: field.operator, value: Number(value.text) });
  }
  const pattern = patternOf(value);
  if (isAnything(pattern)) return equality(field, { kind: 'present', target });
  return equality(field, { kind: 'path', target, pattern });
}

const isOrder = (operator: Operator): boolean => operator !== '=' && operator !== '!=';

/** `*` alone. */
const isAnything = (pattern: Pattern): boolean =>
  pattern.kind === 'wildcard' && pattern.pieces.every((piece) => piece.kind === 'any');

function patternOf(value: TokenValue): Pattern {
  if (value.wildcards.length === 0) return { kind: 'equal', text: value.text };
  const pieces: WildcardPiece[] = [];
  let from = 0;
  for (const at of value.wildcards) {
    if (at > from) pieces.push({ kind: 'literal', text: value.text.slice(from, at) });
    const kind = value.text[at] === '*' ? 'any' : 'one';
    if (kind === 'one' || pieces.at(-1)?.kind !== 'any') pieces.push({ kind });
    from = at + 1;
  }
  if (from < value.text.length) pieces.push({ kind: 'literal', text: value.text.slice(from) });
  return { kind: 'wildcard', pieces };
}
