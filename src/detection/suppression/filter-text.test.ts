import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noAliases } from '../sigma/field.ts';
import { evaluate } from '../sigma/evaluate.ts';
import { readingOf } from '../sigma/reading.ts';
import { loadRuleFiles } from '../sigma/load.ts';
import {
  commonLogSource,
  fieldsOf,
  filterTextOf,
  readFilterText,
  type ExcludedEvents,
} from './filter-text.ts';

const { rules } = loadRuleFiles([
  {
    file: 'rules',
    text: ['sshd', 'sudo']
      .map(
        (service) => `title: ${service}
id: ${service}
name: ${service}_rule
logsource: { product: linux, service: ${service} }
detection: { sel: { action: failed }, condition: sel }
`,
      )
      .join('---\n'),
  },
]);
const sshd = { product: 'linux', category: null, service: 'sshd' };

const excluded = (fields: ExcludedEvents['fields'], ruleIds: readonly string[] | null = ['sshd']) =>
  filterTextOf({ title: 'Like this', ruleIds, logSource: sshd, fields });

/** Whether a record stays. */
function stays(yaml: string, record: Record<string, string>): boolean {
  const read = readFilterText(yaml, rules);
  if (read.kind !== 'read') throw new Error(JSON.stringify(read.refusals));
  return evaluate(read.filter.tree, readingOf(record), noAliases);
}

test('a filter written from fields excludes events with exactly these values, whatever stands in them', () => {
  const name = fc.stringMatching(/^[A-Za-z_][\w.-]{0,30}$/).filter((text) => !text.includes('__proto__'));
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.stringMatching(/^[\\*?a]{0,12}$/),
    fc.constantFrom(
      '*',
      '?',
      '\\',
      '\\\\',
      'true',
      '7',
      'null',
      '~',
      '|',
      '- a',
      '# x',
      "'",
      '"',
      '%a%',
      '{}',
    ),
  );
  fc.assert(
    fc.property(name, value, fc.stringMatching(/^[b-z]{1,5}$/), (field, text, more) => {
      const yaml = excluded([{ field, value: text }]);
      if (!yaml.ok) throw new Error(yaml.error.message);
      expect(stays(yaml.value, { [field]: text })).toBe(false);
      expect(stays(yaml.value, { [field]: text + more })).toBe(true);
      expect(stays(yaml.value, {})).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('all fields must have their values', () => {
  const yaml = excluded([
    { field: 'user', value: 'root' },
    { field: 'src_ip', value: '192.0.2.1' },
  ]);
  expect(yaml.ok && yaml.value).toBe(`title: Like this
logsource:
  product: linux
  service: sshd
filter:
  rules:
    - sshd
  selection:
    user: root
    src_ip: 192.0.2.1
  condition: not selection
`);
  expect(yaml.ok && stays(yaml.value, { user: 'root', src_ip: '192.0.2.1' })).toBe(false);
  expect(yaml.ok && stays(yaml.value, { user: 'root', src_ip: '192.0.2.2' })).toBe(true);
});

test.each([['a|re'], ['a\u0000b'], [' a'], ['__proto__'], ['a.'.repeat(17) + 'a'], ['']])(
  'the field %j is refused',
  (field) => {
    const made = excluded([{ field, value: 'x' }]);
    expect(made.ok ? made.value : made.error.code).toBe('filter_field_unusable');
  },
);

const head = 'title: f\nlogsource: { product: linux, service: sshd }\n';
const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
test.each([
  ['nothing', '', 'filter_invalid'],
  ['a rule', `${head}detection: { sel: { a: b }, condition: sel }\n`, 'filter_invalid'],
  [
    'two filters',
    `${head}filter: { rules: any, s: { a: b }, condition: not s }\n---\n${head}filter: { rules: any, s: { a: b }, condition: not s }\n`,
    'document_limit',
  ],
  ['broken YAML', `${head}filter: { rules: [any\n`, 'yaml_syntax'],
  ['no rules', `${head}filter: { s: { a: b }, condition: not s }\n`, 'filter_invalid'],
  ['no log source', 'title: f\nfilter: { rules: any, s: { a: b }, condition: not s }\n', 'logsource_missing'],
  [
    'an unknown identifier',
    `${head}filter: { rules: any, s: { a: b }, condition: not t }\n`,
    'condition_unknown_identifier',
  ],
  [
    'a placeholder that nobody set',
    `${head}filter: { rules: any, s: { a|expand: '%x%' }, condition: not s }\n`,
    'placeholder_unset',
  ],
  [
    'an expression that could hang',
    `${head}filter: { rules: any, s: { a|re: '(?=a)(a+)+$' }, condition: not s }\n`,
    'regex_unsupported',
  ],
  ['a filter that is a list', `${head}filter: [1, 2]\n`, 'filter_invalid'],
  [
    'a filter that holds itself',
    `${head}filter: &a { rules: any, s: { a: b }, condition: not s, x: *a }\n`,
    'rule_too_large',
  ],
])('%s is refused with its reason', (_name, yaml, code) => {
  const read = readFilterText(yaml, rules);
  expect(read.kind === 'refused' ? read.refusals[0]?.code : read.kind).toBe(code);
});

test('depth, size and bytes that are no text are refused or read, and never throw', () => {
  for (const yaml of [
    `${head}filter: { rules: any, s: { a: ${deep} }, condition: not s }\n`,
    `${head}filter: { rules: any, s: { a: [${'x, '.repeat(20_000)}y] }, condition: not s }\n`,
    `${head}filter: { rules: any, s: { a: b }, condition: ${'('.repeat(20_000)}s${')'.repeat(20_000)} }\n`,
    `${head}filter: { rules: any, s: { a: b }, condition: ${'not '.repeat(20_000)}s }\n`,
    '\u0000\uFFFD\uD800',
  ])
    expect(['read', 'refused']).toContain(readFilterText(yaml, rules).kind);
});

test('it is said which rules a filter is about, which it does not find, and whether it keeps only what it describes (SUP-12)', () => {
  const told = (filter: string) => {
    const read = readFilterText(`title: f\nlogsource: { product: linux }\nfilter: ${filter}\n`, rules);
    return read.kind === 'read' ? [read.rules.map(({ id }) => id), read.unknown, read.keepsOnly] : read;
  };
  expect(told('{ rules: any, s: { a: b }, condition: not s }')).toEqual([['sshd', 'sudo'], [], false]);
  expect(told('{ rules: [sudo_rule, gone], s: { a: b }, condition: s }')).toEqual([['sudo'], ['gone'], true]);
  expect(commonLogSource(rules)).toEqual({ product: 'linux', category: null, service: null });
});

test('the fields of an event are listed as rules name them', () => {
  const record = {
    b: { c: 'x', list: ['one'], more: ['a', 'b'] },
    a: 7,
    n: null,
    'x|y': 'z',
    long: 'x'.repeat(3_000),
  };
  expect(fieldsOf(record)).toEqual([
    { field: 'a', value: '7' },
    { field: 'b.c', value: 'x' },
    { field: 'b.list', value: 'one' },
  ]);
});
