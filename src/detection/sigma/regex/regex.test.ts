import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { compileRegex, type CompiledRegex } from './index.ts';

const flags = { ignoreCase: false, multiline: false, dotAll: false };

function compiled(source: string, more: Partial<typeof flags> = {}): CompiledRegex {
  const result = compileRegex({ source, ...flags, ...more });
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

describe('which engine runs a pattern', () => {
  test.each([
    ['abc', 'v8'],
    ['[a-f0-9]{8}-[a-f0-9]{4}', 'v8'],
    ['net\\s+user', 'v8'],
    ['a\\s+', 'v8'],
    ['(a|b|c)d', 'v8'],
    ['https?://0[0-9]{1,11}', 'v8'],
    // Backtracks through the run once for each of its starts.
    ['a*b', 're2'],
    ['\\s+x', 're2'],
    ['.*x', 're2'],
    // Leaves the run in as many ways as it has characters.
    ['a.*x', 're2'],
    ['x\\s+\\s+y', 're2'],
    // Exponential.
    ['(a+)+b', 're2'],
    ['(a|a)*b', 're2'],
    ['(a|b|ab){1,20}c', 're2'],
    ['(?:a?){30}a{30}', 're2'],
    // Outside the syntax that is read.
    ['\\pL+', 're2'],
    ['(?i:a)b', 're2'],
    ['[[:alpha:]]', 're2'],
  ])('%s runs on %s', (source, engine) => {
    expect(compiled(source).engine).toBe(engine);
  });

  test.each([
    '(a+)+$',
    '(a|a)*$',
    '(.*a){12}$',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    'a*b',
    '(a|b|ab)*c',
    'x[ab]+y?[ab]+z',
    '(?:a?){30}a{30}b',
  ])('%s takes no more than linear time on a text made for it', (source) => {
    const { test: matches } = compiled(source);
    const time = (length: number): number => {
      const text = `x${'a'.repeat(length)}!`;
      const start = performance.now();
      matches(text);
      return performance.now() - start;
    };
    time(1_000);
    expect(time(100_000)).toBeLessThan(2_000);
  });
});

describe('literals that a match needs', () => {
  test.each<readonly [string, boolean, readonly string[] | null]>([
    ['C:\\\\Windows\\\\[a-z]+\\.exe', false, ['c:\\windows\\']],
    ['(foo|bar)x?', false, ['foo', 'bar']],
    ['(foo|b?)', false, null],
    ['[Pp]ower[Ss]hell', false, ['powershell']],
    ['(?i)skip', false, ['skip']],
    ['skip', true, ['skip']],
    ['a(?:bcd)+e', false, ['bcd']],
    ['\\d+', false, null],
  ])('%s', (source, ignoreCase, literals) => {
    expect(compiled(source, { ignoreCase }).required).toEqual(literals);
  });
});

test('both engines and the literals agree with RE2', () => {
  const atom = fc.constantFrom(
    'a',
    'b',
    'K',
    's',
    '.',
    '\\s',
    '\\d',
    '\\w',
    '\\W',
    '[ab]',
    '[^a]',
    '[^\\s-]',
    '\\.',
    '\u00e9',
    '-',
    '\\b',
  );
  const node = fc.letrec<{ pattern: string }>((tie) => ({
    pattern: fc.oneof(
      { maxDepth: 3 },
      atom,
      fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => left + right),
      fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => `(${left}|${right})`),
      fc
        .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '{2,}', '+?'))
        .map(([inner, repeat]) => `(?:${inner})${repeat}`),
      tie('pattern').map((inner) => `^${inner}`),
      tie('pattern').map((inner) => `${inner}$`),
    ),
  })).pattern;
  const text = fc.string({
    unit: fc.constantFrom(
      'a',
      'b',
      'A',
      'k',
      'K',
      's',
      'S',
      '\u017f',
      '\u212a',
      '1',
      ' ',
      '\n',
      '\r',
      '\u2028',
      '-',
      '.',
      '\u00e9',
      '\u{1f600}',
    ),
    maxLength: 12,
  });
  let onV8 = 0;
  fc.assert(
    fc.property(
      node,
      text,
      fc.boolean(),
      fc.boolean(),
      fc.boolean(),
      (source, sample, ignoreCase, multiline, dotAll) => {
        const result = compileRegex({ source, ignoreCase, multiline, dotAll });
        if (!result.ok) return;
        if (result.value.engine === 'v8') onV8 += 1;
        const re2 =
          (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) |
          (multiline ? RE2JS.MULTILINE : 0) |
          (dotAll ? RE2JS.DOTALL : 0);
        const expected = RE2JS.compile(source, re2).test(sample);
        expect(result.value.test(sample)).toBe(expected);
        const folded = sample.toLowerCase().replaceAll('\u017f', 's');
        if (expected && result.value.required !== null) {
          expect(result.value.required.some((literal) => folded.includes(literal))).toBe(true);
        }
      },
    ),
    { numRuns: 5_000 },
  );
  expect(onV8).toBeGreaterThan(500);
});

test('no pattern makes compiling throw', () => {
  const piece = fc.constantFrom(
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '\\',
    '|',
    '*',
    '+',
    '?',
    '^',
    '$',
    'a',
    '-',
    ':',
    '1',
    ',',
    '(?',
    '\\Q',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const result = compileRegex({ source: pieces.join(''), ...flags });
      if (result.ok) expect(typeof result.value.test('aab1-{')).toBe('boolean');
    }),
    { numRuns: 3_000 },
  );
});
