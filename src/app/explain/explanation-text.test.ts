import { expect, test } from 'vitest';
import { explanationText, rulesText } from './explanation-text.ts';
import { explanationSchema, rulesOfEventSchema, type ExplanationReply } from './explain-schema.ts';

const texts = (...shown: string[]) => ({ count: shown.length, shown });
const sshd = { product: 'linux', category: null, service: 'sshd' };
const reply = (over: object): ExplanationReply =>
  explanationSchema.parse({
    rule: { id: 'r', title: 'Encoded PowerShell', author: 'Ann', level: 'high' },
    ...{ matches: false, isFor: true, ruleSource: null, eventSources: [sshd], detection: null },
    ...{ filters: [], parts: [] },
    ...over,
  });
const line = (depth: number, kind: string, holds: boolean, over: object = {}) => ({
  ...{ depth, kind, holds, name: null, item: null },
  ...over,
});

test('an explanation is drawn as a tree, with what the event had and what was asked for', () => {
  const item = {
    key: 'CommandLine|contains|all',
    all: true,
    read: { field: 'CommandLine', foundAs: 'ProcessCommandLine', texts: texts('pwsh -nop\u001b[2J') },
    others: [],
    holding: texts('-nop'),
    failing: texts('-enc'),
  };
  const absent = { ...item, key: 'User', all: false, read: { field: 'User', foundAs: null, texts: texts() } };
  const lines = [
    line(0, 'and', false),
    line(1, 'selection', false, { name: 'sel' }),
    line(2, 'item', false, { item }),
    line(1, 'not', true),
    line(2, 'item', false, {
      item: { ...absent, holding: texts(), failing: { count: 12, shown: ['a', 'b'] } },
    }),
  ];
  expect(explanationText(reply({ detection: { title: 'x', lines } })))
    .toBe(`Encoded PowerShell: does not match (by Ann)
  - all of
    - sel
      - CommandLine|contains|all
          ProcessCommandLine = "pwsh -nop\\u{1b}[2J"
          holds for "-nop"
          missing "-enc"
    + not
      - User
          no field User
          asked for "a", "b" and 10 more
`);
});

test('a rule for other events says so; a correlation names its parts', () => {
  const ruleSource = { product: 'windows', category: 'process_creation', service: null };
  expect(explanationText(reply({ isFor: false, ruleSource }))).toBe(
    'Encoded PowerShell: does not match (by Ann)\n' +
      'The rule is for windows/process_creation, the event is linux/sshd: no field was asked.\n',
  );
  const parts = [
    { id: 'a', title: 'Failed', matches: true },
    { id: 'b', title: 'Inner', matches: null },
  ];
  expect(explanationText(reply({ matches: null, parts }))).toBe(
    'Encoded PowerShell: judges many events (by Ann)\n  Failed (a): counts the event\n  Inner (b): correlation\n',
  );
});

test('the rules of an event are counted and listed', () => {
  const rule = { id: 'r1', title: 'Brute force', author: '', level: 'medium' };
  const near = { ...rule, id: 'r2', title: 'Other', parts: 3, failing: 1 };
  const found = {
    eventSources: [sshd, sshd],
    rules: 10,
    considered: 2,
    asked: 2,
    matching: [rule],
    nearest: [near],
  };
  expect(rulesText(rulesOfEventSchema.parse(found))).toBe(
    'The event is linux/sshd; 2 of 10 rules are for it, 1 match.\n+ Brute force [medium] r1\nNearest:\n' +
      '- Other: 1 of 3 conditions do not hold, r2\n',
  );
});
