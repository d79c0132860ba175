import fc from 'fast-check';
import { fuzz } from '../../../test/support/fuzz.ts';
import { expect, test } from 'vitest';
import { endOfJson, maxJsonDepth } from './json-scan.ts';
import { lineCounter, splitJsonBody } from './json-split.ts';

const maxRecordBytes = 60;

interface Split {
  readonly records: readonly string[];
  readonly problems: readonly string[];
}

function split(text: string | Buffer): Split {
  const body = Buffer.from(text);
  const { spans, problems } = splitJsonBody(body, maxRecordBytes);
  const lineOf = lineCounter(body);
  return {
    records: spans.map(({ start, end }) => body.toString('utf8', start, end)),
    problems: problems.map(({ at, code }) => `${lineOf(at)} ${code}`),
  };
}

const good = (...records: readonly string[]): Split => ({ records, problems: [] });

test.each<{ name: string; body: string } & Split>([
  { name: 'lines', body: '{"a":1}\n{"b":2}\n', ...good('{"a":1}', '{"b":2}') },
  {
    name: 'lines with CR, blank lines and no last line end',
    body: '\r\n{"a":1}\r\n \n{"b":2}',
    ...good('{"a":1}', '{"b":2}'),
  },
  { name: 'a byte order mark', body: '\uFEFF{"a":1}', ...good('{"a":1}') },
  {
    name: 'objects behind each other',
    body: '{"a":1}{"b":"}{"} {"c":3}',
    ...good('{"a":1}', '{"b":"}{"}', '{"c":3}'),
  },
  {
    name: 'objects over several lines',
    body: '{\n  "a": [\n 1 ]\n}\n{\n}\n',
    ...good('{\n  "a": [\n 1 ]\n}', '{\n}'),
  },
  { name: 'objects with commas between', body: '{"a":1},\n{"b":2},\n', ...good('{"a":1}', '{"b":2}') },
  {
    name: 'an array',
    body: ' [ {"a":1} , {"b":[2]}\n,{"c":{}}]\n',
    ...good('{"a":1}', '{"b":[2]}', '{"c":{}}'),
  },
  { name: 'an empty array', body: '[]', ...good() },
  { name: 'an array with lines behind it', body: '[{"a":1}]\n{"b":2}\n', ...good('{"a":1}', '{"b":2}') },
  {
    name: 'an array that is cut off',
    body: '[{"a":1},{"b":',
    records: ['{"a":1}', '{"b":'],
    problems: ['1 not_json'],
  },
  {
    name: 'an array with other values',
    body: '[{"a":1},\n7,"x",[{}],null]',
    records: ['{"a":1}', '7', '"x"', '[{}]', 'null'],
    problems: ['2 not_an_object', '2 not_an_object', '2 not_an_object', '2 not_an_object'],
  },
  { name: 'CloudTrail’s delivery', body: '{"Records":[{"a":1},{"b":2}]}', ...good('{"a":1}', '{"b":2}') },
  {
    name: 'CloudTrail’s delivery over lines',
    body: '{ "Records" : [\n{"a":1}\n,\n{"b":2} ] }\n{"c":3}',
    ...good('{"a":1}', '{"b":2}', '{"c":3}'),
  },
  { name: 'Azure’s delivery', body: '{"records":[{"a":1},{"b":2}]}', ...good('{"a":1}', '{"b":2}') },
  { name: 'an empty delivery', body: '{"Records":[]}', ...good() },
  {
    name: 'a delivery with other values',
    body: '{"Records":[{"a":1},2]}',
    records: ['{"a":1}', '2'],
    problems: ['1 not_an_object'],
  },
  {
    name: 'Records beside another key',
    body: '{"Records":[{"a":1}],"b":2}',
    ...good('{"Records":[{"a":1}],"b":2}'),
  },
  { name: 'Records that is no array', body: '{"Records":{"a":1}}', ...good('{"Records":{"a":1}}') },
  {
    name: 'a line that is not JSON',
    body: '{"a":1}\nplain text\n{"b":2}',
    records: ['{"a":1}', 'plain text', '{"b":2}'],
    problems: ['2 not_json'],
  },
  {
    name: 'lines that are no object',
    body: '[1,2]\n',
    records: ['1', '2'],
    problems: ['1 not_an_object', '1 not_an_object'],
  },
  {
    name: 'values among the lines',
    body: '{"a":1}\n[1,2]\n"x"\n7\nnull\n',
    records: ['{"a":1}', '[1,2]', '"x"', '7', 'null'],
    problems: ['2 not_an_object', '3 not_an_object', '4 not_an_object', '5 not_an_object'],
  },
  {
    name: 'a string that does not end',
    body: '{"a":"x\n{"b":2}\n',
    records: ['{"a":"x', '{"b":2}'],
    problems: ['1 not_json'],
  },
  {
    name: 'a brace that does not close',
    body: '{"a":{"x":1}\n{"b":2}\n',
    records: ['{"a":{"x":1}', '{"b":2}'],
    problems: ['1 not_json'],
  },
  {
    name: 'text behind an object',
    body: '{"a":1} x\n{"b":2}\n',
    records: ['{"a":1}', 'x', '{"b":2}'],
    problems: ['1 not_json'],
  },
  {
    name: 'a comma of its own',
    body: '{"a":1}\n,,\n{"b":2}',
    records: ['{"a":1}', ',', '{"b":2}'],
    problems: ['2 not_json'],
  },
  {
    name: 'an object that is too long',
    body: `{"a":"${'x'.repeat(80)}"}\n{"b":2}`,
    records: [`{"a":"${'x'.repeat(54)}`, '{"b":2}'],
    problems: ['1 too_long'],
  },
  {
    name: 'a line that is too long',
    body: `${'x'.repeat(80)}\n{"b":2}`,
    records: ['x'.repeat(60), '{"b":2}'],
    problems: ['1 too_long'],
  },
  { name: 'nothing', body: ' \n ', ...good() },
])('$name', ({ body, records, problems }) => {
  expect(split(body)).toEqual({ records, problems });
});

const object = fc.dictionary(fc.string({ unit: 'binary', maxLength: 3 }), fc.jsonValue({ maxDepth: 1 }), {
  maxKeys: 2,
});

test('a bad line never harms the lines around it', () => {
  const bad = fc.string({
    unit: fc.constantFrom('{', '}', '[', ']', '"', ':', 'a', '\\', '1'),
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(bad, bad, (first, second) => {
      const isWhole = [first, second].some((text) => endOfJson(Buffer.from(text), 0, text.length) >= 0);
      fc.pre(!isWhole && !first.startsWith('[') && !second.startsWith('['));
      const { records } = split(`{"x":1}\n${first}\n{"y":2}\n${second}\n{"z":3}\n`);
      expect(records).toEqual(expect.arrayContaining(['{"x":1}', '{"z":3}']));
    }),
    fuzz(2_000),
  );
});

test('objects come back as they were written, in every shape of body', () => {
  fc.assert(
    fc.property(fc.array(object, { maxLength: 8 }), fc.constantFrom(0, 2), (objects, indent) => {
      const texts = objects.map((value) => JSON.stringify(value, null, indent));
      const spansOf = (body: string): readonly string[] => {
        const bytes = Buffer.from(body);
        const { spans, problems } = splitJsonBody(bytes, 1 << 20);
        expect(problems).toEqual([]);
        return spans.map(({ start, end }) => bytes.toString('utf8', start, end));
      };
      for (const body of [
        texts.join('\n'),
        texts.join(''),
        `[${texts.join(',\n')}]`,
        `{"Records":[${texts.join(',')}]}`,
      ]) {
        expect(spansOf(body)).toEqual(texts);
      }
    }),
  );
});

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

test('what ends as JSON is what JSON.parse takes', () => {
  const token = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"a"',
    '"\\u00e9\\n"',
    '"',
    '\\',
    '1',
    '-0.5e+3',
    '01',
    '1.',
    '-',
    'true',
    'nul',
    'null',
    ' ',
    '\n',
    '\t',
    '\u0001',
  );
  const check = (text: string): void => {
    const bytes = Buffer.from(text);
    const start = text.length - text.trimStart().length;
    const end = endOfJson(bytes, start, bytes.length);
    const isWhole = end >= 0 && /^[ \t\r\n]*$/.test(bytes.toString('utf8', end));
    expect(isWhole).toBe(isJson(text));
  };
  fc.assert(
    fc.property(
      fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join('')),
      check,
    ),
    fuzz(5_000),
  );
  fc.assert(fc.property(fc.json(), check));
  fc.assert(
    fc.property(
      fc.json({ maxDepth: 2 }),
      fc.nat(),
      fc.constantFrom('"', '}', ',', 'x', ''),
      (json, where, change) => {
        const at = where % (json.length + 1);
        const changed = json.slice(0, at) + change + json.slice(at + 1);
        fc.pre(Buffer.from(changed).toString() === changed);
        check(changed);
      },
    ),
    fuzz(2_000),
  );
});

test('nesting beyond the bound is no JSON, however deep', () => {
  const nested = (depth: number): Buffer => Buffer.from('['.repeat(depth) + ']'.repeat(depth));
  expect(endOfJson(nested(maxJsonDepth), 0, 2 * maxJsonDepth)).toBe(2 * maxJsonDepth);
  expect(endOfJson(nested(maxJsonDepth + 1), 0, 2 * maxJsonDepth + 2)).toBeLessThan(0);
  expect(endOfJson(nested(1_000_000), 0, 2_000_000)).toBeLessThan(0);
});

test('hostile bodies take time in proportion to their length', () => {
  for (const line of ['{"a":[{},\n', '{"a":[\n', '{"Records":[\n', '{"a":\n', '[[[[\n', '"\n']) {
    const body = Buffer.from(line.repeat(200_000));
    expect(splitJsonBody(body, maxRecordBytes).spans.length).toBeGreaterThan(0);
  }
});

test('any bytes are answered', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => void splitJsonBody(Buffer.from(bytes), 10)),
  );
});
