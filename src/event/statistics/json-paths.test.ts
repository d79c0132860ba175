import fc from 'fast-check';
import { fuzz } from '../../../test/support/fuzz.ts';
import { describe, expect, it } from 'vitest';
import { parseQuery } from '../search/parse-query.ts';
import { jsonPaths, mostPaths } from './json-paths.ts';

describe('the paths of documents', () => {
  it('are those to values, with their type, most frequent first', () => {
    const documents = [
      '{"a":{"b":1,"c":"x"},"n":2}',
      '{"a":{"b":1.5},"n":"2"}',
      '{"a":{"b":"","c":null},"list":[{"d":true},{"e":1}]}',
    ];
    expect(jsonPaths(documents, '')).toEqual([
      { name: 'a.b', type: 'number', documents: 2 },
      { name: 'ocsf.n', type: 'text', documents: 2 },
      { name: 'a.c', type: 'text', documents: 1 },
      { name: 'list.1.d', type: 'text', documents: 1 },
    ]);
    expect(jsonPaths(['{"n":2}'], 'raw.')).toEqual([{ name: 'raw.n', type: 'number', documents: 1 }]);
  });

  it('leave out names that a search cannot write', () => {
    const document = JSON.stringify({
      'a.b': 1,
      'a b': 1,
      ключ: 1,
      ['x'.repeat(65)]: 1,
      '1st': { a: 1 },
      '': 1,
    });
    expect(jsonPaths([document], '')).toEqual([]);
    expect(jsonPaths([document], 'raw.').map((path) => path.name)).toEqual(['raw.1st.a']);
  });

  it('of broken, deep and wide documents are found in bounds', () => {
    const deep = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`;
    const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 9_000 }, (_, i) => [`k${i}`, i])));
    expect(jsonPaths(['', '[1]', '{"a":', 'null', deep], '')).toEqual([]);
    expect(jsonPaths([wide], 'raw.')).toHaveLength(mostPaths);
  });

  it('can all be searched for', () => {
    fc.assert(
      fc.property(fc.array(fc.object({ maxDepth: 4 }).map((value) => JSON.stringify(value))), (documents) => {
        const paths = [...jsonPaths(documents, ''), ...jsonPaths(documents, 'raw.')];
        expect(paths.filter(({ name }) => !parseQuery(`${name}:*`).ok)).toEqual([]);
      }),
      fuzz(300),
    );
  });
});
