import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { loadRuleFiles, loadRules } from './load.ts';
import { refusalOf, judge } from './testing/judge.ts';

const folder = mkdtempSync(join(tmpdir(), 'tocsin-rules-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const rule = (more: string, detection = 'detection:\n  a: { A: 1 }\n  condition: a'): string =>
  `title: T\nlogsource: { product: test }\n${detection}\n${more}\n`;

const load = (text: string) => loadRuleFiles([{ file: 'x.yml', text }]);
const codes = (text: string): readonly string[] => load(text).refused.map((refusal) => refusal.code);

describe('loading a folder', () => {
  test('one bad rule stops neither its file nor its folder', () => {
    mkdirSync(join(folder, 'deep', 'er'), { recursive: true });
    writeFileSync(join(folder, 'good.yml'), rule('id: one'));
    writeFileSync(join(folder, 'broken.yml'), 'title: [\n');
    writeFileSync(
      join(folder, 'deep', 'two.yaml'),
      `${rule('id: two')}---\ntitle: Half\n---\n${rule('id: three')}`,
    );
    writeFileSync(join(folder, 'deep', 'er', 'notes.txt'), 'no rule');
    writeFileSync(join(folder, 'good.test.yml'), 'tests: []');
    const set = loadRules([folder, join(folder, 'absent')]);
    expect(set.rules.map(({ id }) => id)).toEqual(['two', 'three', 'one']);
    expect(set.refused.map(({ file, line, code }) => [file.slice(folder.length), line, code])).toEqual([
      ['/absent', 1, 'file_unreadable'],
      ['/broken.yml', 2, 'yaml_syntax'],
      ['/deep/two.yaml', 8, 'detection_missing'],
    ]);
  });

  test('bytes that are no UTF-8 are read as replacement characters', () => {
    writeFileSync(
      join(folder, 'latin.yml'),
      Buffer.from(rule('id: latin\ndescription: caf\u00e9'), 'latin1'),
    );
    const set = loadRules([join(folder, 'latin.yml')]);
    expect(set.rules.map((each) => each.description)).toEqual(['caf\ufffd']);
  });
});

describe('what a rule holds', () => {
  test('its head is read, with what it leaves out filled in', () => {
    const [first] = load(
      rule(
        'id: 7\nauthor: Ana\nlevel: high\ntags: [attack.t1]\nfalsepositives: [None]\ntocsin: { entity: [A] }',
      ),
    ).rules;
    expect(first).toMatchObject({
      id: '7',
      title: 'T',
      author: 'Ana',
      level: 'high',
      tags: ['attack.t1'],
      falsepositives: ['None'],
      custom: { entity: ['A'] },
      file: 'x.yml',
      line: 1,
      logSource: { product: 'test', category: null, service: null },
    });
  });

  test('a rule without a level makes no alarm', () => {
    expect(load(rule('')).rules[0]?.level).toBe('informational');
  });

  test('a rule without an id gets one from its content, always the same', () => {
    const [first] = load(rule('')).rules;
    expect(first?.id).toBe(load(rule('# a comment')).rules[0]?.id);
    expect(first?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(first?.id).not.toBe(load(rule('level: low')).rules[0]?.id);
  });

  test('the hash changes with the content, not with order, quotes or comments', () => {
    const hash = (text: string): string | undefined => load(text).rules[0]?.hash;
    const one = hash('title: T\nlogsource: { product: p }\ndetection: { a: { A: x }, condition: a }');
    const same = hash('# c\ndetection:\n  condition: "a"\n  a: {A: "x"}\nlogsource:\n  product: p\ntitle: T');
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(same).toBe(one);
    expect(hash('title: T\nlogsource: { product: p }\ndetection: { a: { A: y }, condition: a }')).not.toBe(
      one,
    );
  });
});

describe('refusals name file, line, code and reason', () => {
  test('the line is that of the value that is wrong', () => {
    const text =
      'title: T\nlogsource:\n  product: test\ndetection:\n  a:\n    A|cidr:\n      - 10.0.0.0/8\n      - nowhere\n  condition: a\n';
    expect(load(text).refused).toEqual([
      { file: 'x.yml', line: 7, code: 'cidr_malformed', reason: '"nowhere" is no address range.' },
    ]);
  });

  test.each([
    ['title: T', 'detection_missing'],
    ['logsource: { product: p }\ndetection: { a: { A: 1 }, condition: a }', 'title_missing'],
    ['title: T\ndetection: { a: { A: 1 }, condition: a }', 'logsource_missing'],
    ['title: T\nlogsource: { definition: x }\ndetection: { a: { A: 1 }, condition: a }', 'logsource_invalid'],
    ['title: T\nlogsource: windows\ndetection: { a: { A: 1 }, condition: a }', 'logsource_invalid'],
    [rule('level: urgent'), 'level_unknown'],
    [rule('taxonomy: ecs'), 'taxonomy_unsupported'],
    [rule('action: global'), 'action_unsupported'],
    [rule('tocsin: yes please'), 'document_invalid'],
    ['- a\n- b', 'document_invalid'],
    ['just text', 'document_invalid'],
    ['title: {a: b}\ndetection: 1', 'document_invalid'],
    [rule('', 'detection: []'), 'detection_invalid'],
    [rule('', 'detection: { condition: a }'), 'detection_invalid'],
    ['a: &a [x]\nb: *nobody', 'yaml_aliases'],
    ['a: 1\na: 2', 'yaml_syntax'],
  ])('%s: %s', (text, code) => {
    expect(codes(text)).toContain(code);
  });

  test.each([
    ['F|unknown: 1', 'modifier_unknown'],
    ['F|i: 1', 'modifier_misplaced'],
    ['F|re|cidr: 1', 'modifier_misplaced'],
    ['F|re|base64: a', 'modifier_misplaced'],
    ['F|cidr|contains: 10.0.0.0/8', 'modifier_misplaced'],
    ['F|lt|gt: 1', 'modifier_misplaced'],
    ['F|base64|wide|utf16: a', 'modifier_misplaced'],
    ["F|base64: 'a*'", 'modifier_value'],
    ['F|contains: null', 'modifier_value'],
    ['F|exists: maybe', 'modifier_value'],
    ['F|lt: many', 'modifier_value'],
    ['F|hour: noon', 'modifier_value'],
    ['F|fieldref: 7', 'modifier_value'],
    ['F|cidr: 10.0.0.0/33', 'cidr_malformed'],
    ["F|re: '(?<=a)b'", 'regex_unsupported'],
    ["F|re: '(a)\\1'", 'regex_unsupported'],
    ["F|re: '('", 'regex_unsupported'],
    ["F|expand: '%Servers%'", 'placeholder_unset'],
    ['F: []', 'value_empty'],
    ['F: [[a]]', 'value_type'],
    ['F: { a: b }', 'value_type'],
    [`${'x'.repeat(600)}: a`, 'field_invalid'],
    [`${'a.'.repeat(20)}a: a`, 'field_invalid'],
  ])('%s: %s', (item, code) => {
    expect(refusalOf(`s:\n  ${item}\ncondition: s`)).toBe(code);
  });

  test('two documents with one id: the first stays', () => {
    const set = load(`${rule('id: one')}---\n${rule('id: one\nlevel: low')}`);
    expect(set.rules).toHaveLength(1);
    expect(set.refused.map(({ line, code }) => [line, code])).toEqual([[8, 'duplicate_id']]);
  });
});

describe('hostile files', () => {
  test('a billion laughs are refused', () => {
    const lines = ['a0: &a0 [x,x,x,x,x,x,x,x,x,x]'];
    for (let level = 1; level < 10; level += 1) {
      lines.push(
        `a${level}: &a${level} [${Array<string>(10)
          .fill(`*a${level - 1}`)
          .join(',')}]`,
      );
    }
    expect(codes(lines.join('\n'))).toEqual(['yaml_aliases']);
  });

  test('an alias that holds itself is refused', () => {
    expect(codes('title: T\ndetection: &d { a: *d }')).toHaveLength(1);
  });

  test('a file that is too large, one with too many documents, and deep nesting are refused', () => {
    expect(codes('x'.repeat(2_000_000))).toEqual(['file_too_large']);
    expect(codes('---\n'.repeat(2_000))).toEqual(['document_limit']);
    expect(codes('['.repeat(50_000)).length).toBe(1);
    expect(codes(`title: T\ndetection: ${'{ a: '.repeat(3_000)}1${' }'.repeat(3_000)}`).length).toBe(1);
  });

  test('a value that windash or a placeholder blows up is refused', () => {
    expect(refusalOf("s:\n  F|windash|base64: '-a-b-c-d-e-f'\ncondition: s")).toBe('modifier_value');
    const placeholders = new Map([['x', Array.from({ length: 200 }, (_, index) => `v${index}`)]]);
    expect(refusalOf("s:\n  F|expand: '%x%%x%%x%'\ncondition: s", { placeholders })).toBe('rule_too_large');
  });

  test('no text makes loading throw', () => {
    const piece = fc.constantFrom(
      ...[
        'title: T\n',
        'detection:\n',
        '  a:\n',
        '    - ',
        'F|re: ',
        "'(",
        '*',
        '&x ',
        '*x ',
        '{',
        '}',
        '[',
        ']',
      ],
      ...[
        'condition: a\n',
        'logsource: {product: p}\n',
        '---\n',
        '|',
        '\t',
        '%',
        '\u0000',
        '\ud800',
        'correlation:\n',
      ],
      ...[
        '  type: event_count\n',
        '  rules: [a]\n',
        'filter:\n',
        '  rules: any\n',
        '!!binary ',
        '? ',
        ': ',
        '<<: ',
      ],
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 8 })), { maxLength: 40 }), (pieces) => {
        const set = load(pieces.join(''));
        for (const refusal of set.refused) expect(refusal.line).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('placeholders', () => {
  const placeholders = new Map([['Servers', ['srv*', 'db1']]]);
  const detection = (value: string): string => `s:\n  F|expand: '${value}'\ncondition: s`;

  test('values are joined by or and may hold wildcards', () => {
    expect(judge(detection('%Servers%'), { F: 'SRV17' }, { placeholders })).not.toBeNull();
    expect(judge(detection('%Servers%'), { F: 'db1' }, { placeholders })).not.toBeNull();
    expect(judge(detection('%Servers%'), { F: 'db12' }, { placeholders })).toBeNull();
  });

  test('text around a placeholder stays, and an escaped percent sign is one', () => {
    expect(judge(detection('%Servers%.example'), { F: 'db1.example' }, { placeholders })).not.toBeNull();
    expect(judge(detection('\\%plain%Servers%'), { F: '%plaindb1' }, { placeholders })).not.toBeNull();
  });

  test('without expand, percent signs are plain', () => {
    expect(judge("s: { F: '%Servers%' }\ncondition: s", { F: '%Servers%' })).not.toBeNull();
  });
});

describe('filters', () => {
  const filter = (condition: string, rules: string): string =>
    `title: Filter\nid: f\nlogsource: { product: test }\nfilter:\n  rules: ${rules}\n  admins: { User|startswith: adm_ }\n  condition: ${condition}\n`;
  const set = (condition: string, rules: string) =>
    load(
      `${rule('id: one\nname: first')}---\n${rule('id: two', 'detection: { b: { B: 1 }, condition: b }')}---\n${filter(condition, rules)}`,
    );

  test('a filter is ANDed as written onto the rules that it names', () => {
    const loaded = set('not admins', '[one]');
    expect(loaded.rules.map(({ id, filters }) => [id, filters])).toEqual([
      ['one', ['f']],
      ['two', []],
    ]);
    expect(loaded.rules[0]?.tree).toEqual({
      kind: 'and',
      nodes: [
        {
          kind: 'test',
          field: 'A',
          test: { kind: 'pattern', pattern: [{ kind: 'literal', text: '1' }], cased: false },
        },
        {
          kind: 'not',
          node: {
            kind: 'test',
            field: 'User',
            test: {
              kind: 'pattern',
              pattern: [{ kind: 'literal', text: 'adm_' }, { kind: 'any' }],
              cased: false,
            },
          },
        },
      ],
    });
    expect(loaded.warnings).toEqual([]);
  });

  test('names and "any" work too, the latter within the log source', () => {
    expect(set('not admins', '[first]').rules.map((each) => each.filters)).toEqual([['f'], []]);
    expect(set('not admins', 'any').rules.map((each) => each.filters)).toEqual([['f'], ['f']]);
    const other = load(`${rule('id: one')}---\n${filter('not admins', 'any').replace('test', 'other')}`);
    expect(other.rules[0]?.filters).toEqual([]);
  });

  test('a filter that keeps only what it describes, or names a rule that is not there, is warned about', () => {
    expect(set('admins', '[one]').warnings.map(({ code, line }) => [code, line])).toEqual([
      ['filter_keeps_only', 14],
    ]);
    expect(set('not 1 of adm*', '[nobody]').warnings.map(({ code }) => code)).toEqual([
      'filter_target_unknown',
    ]);
  });

  test('a filter without rules is refused', () => {
    expect(set('not admins', '[]').refused.map(({ code }) => code)).toEqual(['filter_invalid']);
  });
});

test('a document is given as it was written, with the comments above it', () => {
  const one = (id: string): string =>
    `# about ${id}\ntitle: ${id}\nid: ${id}\nlogsource: { product: test }\ndetection: { s: { a: 1 }, condition: s }\n`;
  const set = loadRuleFiles([
    { file: 'two.yml', text: `${one('first')}---\n${one('second')}--- \n${one('third')}` },
    { file: 'one.yml', text: `---\n${one('alone')}` },
  ]);
  const written = new Map(set.rules.map((rule) => [rule.id, set.sourceOf(rule)]));
  expect(written.get('first')).toBe(one('first').trimEnd());
  expect(written.get('second')).toBe(one('second').trimEnd());
  expect(written.get('third')).toBe(one('third'));
  expect(written.get('alone')).toBe(one('alone'));
});
