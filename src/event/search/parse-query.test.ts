import fc from 'fast-check';
import { fuzz } from '../../../test/support/fuzz.ts';
import { describe, expect, it } from 'vitest';
import { searchFields } from './fields.ts';
import { maxNesting, maxQueryLength, maxTerms, parseQuery } from './parse-query.ts';
import { queryErrorCodes, type Query } from './query.ts';
import { toSql } from './query-sql.ts';

function parse(text: string): Query {
  const query = parseQuery(text);
  if (!query.ok)
    throw new Error(`${query.error.code} at ${String(query.error.position)}: ${query.error.message}`);
  return query.value;
}

const word = (text: string) => ({ kind: 'word', pattern: { kind: 'equal', text } });
const user = (text: string) => ({ kind: 'text', column: 'user_name', pattern: { kind: 'equal', text } });

describe('a query', () => {
  it.each<[string, unknown]>([
    ['', { kind: 'all' }],
    ['  ', { kind: 'all' }],
    ['*', { kind: 'all' }],
    ['failed', word('failed')],
    ['"failed password"', word('failed password')],
    ['user:root', user('root')],
    ['user = "x"', { kind: 'and', parts: [word('user'), word('='), word('x')] }],
    ['user="two words"', user('two words')],
    ['USER:root', user('root')],
    ['user_name:root', user('root')],
    ['user:"a*b"', user('a*b')],
    ['user:a\\*b', user('a*b')],
    ['user!=root', { kind: 'not', part: user('root') }],
    ['-user:root', { kind: 'not', part: user('root') }],
    ['NOT user:root', { kind: 'not', part: user('root') }],
    ['--user:root', user('root')],
    ['a b', { kind: 'and', parts: [word('a'), word('b')] }],
    ['a AND b', { kind: 'and', parts: [word('a'), word('b')] }],
    ['a OR b c', { kind: 'or', parts: [word('a'), { kind: 'and', parts: [word('b'), word('c')] }] }],
    ['(a OR b) c', { kind: 'and', parts: [{ kind: 'or', parts: [word('a'), word('b')] }, word('c')] }],
    ['severity>=high', { kind: 'number', column: 'severity_id', operator: '>=', value: 4 }],
    ['severity:>2', { kind: 'number', column: 'severity_id', operator: '>', value: 2 }],
    ['class:authentication', { kind: 'number', column: 'class_uid', operator: '=', value: 3002 }],
    ['class:"API activity"', { kind: 'number', column: 'class_uid', operator: '=', value: 6003 }],
    ['count>1', { kind: 'number', column: 'repeated', operator: '>', value: 1 }],
    ['time>=2026-11-23', { kind: 'time', column: 'time', operator: '>=', at: Date.UTC(2026, 10, 23) }],
    ['user:*', { kind: 'present', target: { kind: 'text', column: 'user_name' } }],
    [
      'src_ip:10.0.0.0/8',
      {
        kind: 'address',
        columns: ['src_ip'],
        first: '0:0:0:0:0:ffff:a00:0',
        last: '0:0:0:0:0:ffff:aff:ffff',
      },
    ],
    [
      'ip:::1',
      { kind: 'address', columns: ['src_ip', 'dst_ip'], first: '0:0:0:0:0:0:0:1', last: '0:0:0:0:0:0:0:1' },
    ],
    [
      'actor.user.uid:S-1-5-18',
      {
        kind: 'path',
        target: { kind: 'path', document: 'ocsf', steps: ['actor', 'user', 'uid'] },
        pattern: { kind: 'equal', text: 'S-1-5-18' },
      },
    ],
    [
      'actor.user.name:x',
      {
        kind: 'path',
        target: { kind: 'path', document: 'ocsf', steps: ['actor', 'user', 'name'] },
        pattern: { kind: 'equal', text: 'x' },
      },
    ],
    ['ocsf.is_mfa:*', { kind: 'present', target: { kind: 'path', document: 'ocsf', steps: ['is_mfa'] } }],
    [
      'raw.Records.1.Id>=7.5',
      {
        kind: 'path_number',
        target: { kind: 'path', document: 'raw', steps: ['Records', 1, 'Id'] },
        operator: '>=',
        value: 7.5,
      },
    ],
    [
      'process:*\\\\cmd?exe*',
      {
        kind: 'text',
        column: 'process_name',
        pattern: {
          kind: 'wildcard',
          pieces: [
            { kind: 'any' },
            { kind: 'literal', text: '\\cmd' },
            { kind: 'one' },
            { kind: 'literal', text: 'exe' },
            { kind: 'any' },
          ],
        },
      },
    ],
    [
      'company:22222222-2222-7222-8222-222222222222',
      { kind: 'id', column: 'company_id', id: '22222222-2222-7222-8222-222222222222' },
    ],
    [
      'src_endpoint.ip:192.0.2.1',
      {
        kind: 'address',
        columns: ['src_ip'],
        first: '0:0:0:0:0:ffff:c000:201',
        last: '0:0:0:0:0:ffff:c000:201',
      },
    ],
  ])('%s', (text, expected) => {
    expect(parse(text)).toEqual(expected);
  });

  it.each([
    ['nosuch:1', 'unknown_field', 0, 7],
    ['a C:\\temp', 'unknown_field', 2, 2],
    ['user:', 'unexpected_end', 5, 0],
    ['user: )', 'unexpected_text', 6, 1],
    ['(a', 'unexpected_end', 2, 0],
    ['a)', 'unexpected_text', 1, 1],
    ['()', 'unexpected_text', 1, 1],
    ['a OR', 'unexpected_end', 4, 0],
    ['OR a', 'unexpected_text', 0, 2],
    ['a "b', 'unclosed_quote', 2, 2],
    ['""', 'bad_value', 0, 2],
    ['severity:awful', 'bad_value', 9, 5],
    ['severity:constructor', 'bad_value', 9, 11],
    ['src_ip:10.0.*', 'bad_value', 7, 6],
    ['src_ip:10.0.0.0/99', 'bad_value', 7, 11],
    ['time>soon', 'bad_value', 5, 4],
    ['event:1', 'bad_value', 6, 1],
    ['actor.user.uid>x', 'bad_value', 15, 1],
    ['user>root', 'bad_operator', 0, 5],
    ['src_ip>10.0.0.1', 'bad_operator', 0, 7],
    ['actor..uid:x', 'unknown_field', 0, 11],
    ['a.b.c.d.e.f.g.h.i:x', 'unknown_field', 0, 18],
    ['x'.repeat(maxQueryLength + 1), 'query_too_long', maxQueryLength, 1],
    ['x '.repeat(maxTerms + 1), 'query_too_complex', maxTerms * 2, 1],
    [`${'('.repeat(maxNesting + 1)}a${')'.repeat(maxNesting + 1)}`, 'query_too_complex', maxNesting, 1],
  ])('%j is refused with %s and the place', (text, code, position, length) => {
    const query = parseQuery(text);
    expect(query.ok ? null : [query.error.code, query.error.position, query.error.length]).toEqual([
      code,
      position,
      length,
    ]);
  });
});

/** Pieces of queries in any order, and any text. */
const hostile = fc.oneof(
  fc.string({ maxLength: 100, unit: 'binary' }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(...searchFields.flatMap((field) => [`${field.name}:`, `${field.name}>=`])),
        fc.constantFrom(
          '(',
          ')',
          ' ',
          ' OR ',
          ' AND ',
          '-',
          '"',
          '*',
          '?',
          '\\',
          "'",
          '{p:String}',
          '%',
          '_',
          ';--',
          '/*',
          'actor.',
          'raw.',
          ':',
          '=',
          '10.0.0.0/8',
          'high',
          '`',
        ),
        fc.string({ maxLength: 12 }),
      ),
      { maxLength: 14 },
    )
    .map((parts) => parts.join('')),
);

/** Everything that may stand in generated SQL; all else is a value, and values are bound. */
const sqlPieces =
  /\{q\d+:(?:String|UInt32|Int64|Float64|UUID|IPv6)\}|security_event\.[a-z_]+|hasToken|lowerUTF8|lower|fromUnixTimestamp64Milli|toIPv6|toFloat64OrNull|JSONExtract|ifNull|LIKE|AND|OR|NOT|'UTC'|'String'|'::'|''|[01]|[(),=!<>]|\s/g;

describe('any text', () => {
  it('is a query or an error with a place in the text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const query = parseQuery(text);
        if (query.ok) return;
        expect(queryErrorCodes).toContain(query.error.code);
        expect(query.error.position).toBeGreaterThanOrEqual(0);
        expect(query.error.position + query.error.length).toBeLessThanOrEqual(text.length);
        expect(query.error.message).toMatch(/\.$/);
      }),
      fuzz(5_000),
    );
  });

  it('never gets into the SQL: that is made of fixed pieces, and every value is bound', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const query = parseQuery(text);
        if (!query.ok) return;
        const { sql, params } = toSql(query.value);
        expect(sql.replace(sqlPieces, '')).toBe('');
        const placeholders = [...sql.matchAll(/\{(q\d+):/g)].map((match) => match[1]);
        expect(new Set(placeholders)).toEqual(new Set(Object.keys(params)));
      }),
      fuzz(5_000),
    );
  });
});

describe('the SQL of a query', () => {
  it.each<[string, string, Record<string, unknown>]>([
    ['failed', 'hasToken(lower(security_event.raw), {q0:String})', { q0: 'failed' }],
    ['"Failed pass"', 'lower(security_event.raw) LIKE {q0:String}', { q0: '%failed pass%' }],
    ['100%_a', 'lower(security_event.raw) LIKE {q0:String}', { q0: '%100\\%\\_a%' }],
    ['Отказ', 'lowerUTF8(security_event.raw) LIKE {q0:String}', { q0: '%отказ%' }],
    ['fail*', 'lower(security_event.raw) LIKE {q0:String}', { q0: '%fail%%' }],
    ['user:Ro?t*', 'lowerUTF8(security_event.user_name) LIKE {q0:String}', { q0: 'ro_t%' }],
    ['-host:web1', 'NOT (lowerUTF8(security_event.host) = {q0:String})', { q0: 'web1' }],
    [
      'actor.user.uid:x',
      "lowerUTF8(JSONExtract(security_event.ocsf, {q0:String}, {q1:String}, {q2:String}, 'String')) = {q3:String}",
      { q0: 'actor', q1: 'user', q2: 'uid', q3: 'x' },
    ],
    [
      'ip:10.0.0.0/8',
      '((security_event.src_ip >= {q0:IPv6} AND security_event.src_ip <= {q1:IPv6}) OR (security_event.dst_ip >= {q0:IPv6} AND security_event.dst_ip <= {q1:IPv6}))',
      { q0: '0:0:0:0:0:ffff:a00:0', q1: '0:0:0:0:0:ffff:aff:ffff' },
    ],
  ])('%s', (text, sql, params) => {
    expect(toSql(parse(text))).toEqual({ sql, params });
  });
});
