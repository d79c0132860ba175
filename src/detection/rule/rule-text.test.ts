import { describe, expect, test } from 'vitest';
import { idInText, readRuleText } from './rule-text.ts';

const body = `title: Root
logsource: { product: linux, service: sudo }
detection:
  selection: { user: ada }
  condition: selection
level: low
`;
const read = (yaml: string, id: string | null = null) => readRuleText(yaml, 'local:x', id);

describe('the text of a local rule', () => {
  test('is kept as written when it has an id', () => {
    const yaml = `# mine\nid: my-rule\n${body}`;
    expect(read(yaml)).toMatchObject({ kind: 'read', yaml, document: { id: 'my-rule', title: 'Root' } });
  });

  test('is given the id under which it is saved, as its first line', () => {
    expect(read(`# mine\n${body}`, 'my-rule')).toMatchObject({
      kind: 'read',
      yaml: `# mine\nid: my-rule\n${body}`,
      document: { id: 'my-rule' },
    });
  });

  test('is given the same id each time it comes without one', () => {
    const [first, second] = [read(body), read(body)];
    expect(first).toEqual(second);
    expect(first).toMatchObject({
      kind: 'read',
      yaml: expect.stringMatching(/^id: [0-9a-f-]{36}\ntitle: Root/) as unknown,
    });
  });

  test.each([
    ['', 1, 'document_invalid'],
    ['# nothing', 1, 'document_invalid'],
    ['title: half', 1, 'detection_missing'],
    [`${body}---\n${body}`, 8, 'document_limit'],
    [
      '{ title: Root, logsource: { product: linux }, detection: { s: { a: b }, condition: s } }',
      1,
      'id_missing',
    ],
    [`${body}level: low\n`, 7, 'yaml_syntax'],
    [`id: x\n${body.replace('user: ada', "'user|nonsense': ada")}`, 5, 'modifier_unknown'],
    ['title: Circle\na: &a [*a]', 1, 'rule_too_large'],
    ['\u0000\u0001', 1, 'document_invalid'],
    [`id: [1]\n${body}`, 1, 'document_invalid'],
  ])('is refused with its line and a code: %j', (yaml, line, code) => {
    expect(read(yaml)).toMatchObject({ kind: 'refused', refusals: [{ line, code }] });
  });
});

test.each([
  ['id: my-rule\ntitle: [', 'my-rule'],
  ['title: [\nid: "7b0ce5a1-5a47-4f1e-9a2e-0d6f0a1b2c3d"\r\n', '7b0ce5a1-5a47-4f1e-9a2e-0d6f0a1b2c3d'],
  ["id: 'x' # mine", 'x'],
  ['  id: nested', null],
  ['id: two words', null],
  ['', null],
])('the id in a text that cannot be read: %j', (yaml, id) => {
  expect(idInText(yaml)).toBe(id);
});
