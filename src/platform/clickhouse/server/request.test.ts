import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseQueryRequest } from './request.ts';

const anyText = fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes));

const parse = (search: string) => parseQueryRequest(new URLSearchParams(search), 'new-id');

describe('the parameters of a request', () => {
  test('are told apart: query, bound values, settings', () => {
    expect(
      parse(
        'query=SELECT+1&query_id=q1&database=d&default_format=CSV&param_a=1&max_threads=2&wait_end_of_query=1&enable_http_compression=1',
      ),
    ).toEqual({
      ok: true,
      value: {
        query: 'SELECT 1',
        queryId: 'q1',
        database: 'd',
        defaultFormat: 'CSV',
        settings: new Map([['max_threads', '2']]),
        params: new Map([['a', '1']]),
        compress: true,
      },
    });
  });

  test('may all be missing', () => {
    expect(parse('')).toMatchObject({
      ok: true,
      value: { query: '', queryId: 'new-id', database: null, defaultFormat: 'TabSeparated' },
    });
  });

  test.each([
    ['session_id=x', 48],
    ['role=x', 48],
    ['max_threads%3D1%2C+x=1', 36],
    ['param_a%27b=1', 36],
    ['default_format=CSV%3B', 36],
    ['query_id=%27%3B+DROP', 36],
    ['=1', 36],
  ])('%s is refused with code %i', (search, code) => {
    expect(parse(search)).toMatchObject({ ok: false, error: { code } });
  });

  test('no name that could leave its place in SQL gets through', () => {
    fc.assert(
      fc.property(anyText, fc.string(), (name, value) => {
        const parsed = parseQueryRequest(
          [
            [name, value],
            [`param_${name}`, value],
          ],
          'id',
        );
        if (!parsed.ok) return;
        for (const key of [...parsed.value.settings.keys(), ...parsed.value.params.keys()])
          expect(key).toMatch(/^\w+$/);
      }),
    );
  });
});
