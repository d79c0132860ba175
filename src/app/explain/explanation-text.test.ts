import { describe, expect, test } from 'vitest';
import { explanationText, rulesText } from './explanation-text.ts';
import { explanationSchema, rulesOfEventSchema, type ExplanationReply } from './explain-schema.ts';

const texts = (...shown: string[]) => ({ count: shown.length, shown });
const sshd = { product: 'linux', category: null, service: 'sshd' };
const reply = (over: object): ExplanationReply =>
  explanationSchema.parse({
    rule: { id: 'r', title: 'Encoded PowerShell', author: 'Ann', level: 'high' },
    ...{ matches: false, isFor: true, ruleSource: null, eventSources: [sshd], detection: null },
    ...{ filters: [], parts: [], correlation: null },
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
    { id: 'a', title: 'Failed', matches: true, isFiltered: false },
    { id: 'c', title: 'Odd', matches: false, isFiltered: true },
    { id: 'b', title: 'Inner', matches: null, isFiltered: false },
  ];
  expect(explanationText(reply({ matches: null, parts }))).toBe(
    'Encoded PowerShell: judges many events (by Ann)\n  Failed (a): counts the event\n' +
      '  Odd (c): does not count it, a filter excludes it\n  Inner (b): correlation\n',
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

describe('the windows of a correlation', () => {
  const at = (minute: number): string => `2026-01-02T10:0${minute}:00.000Z`;
  const best = {
    ...{ from: at(0), to: at(4), matches: 4, figure: 4, missing: 1 },
    parts: [
      {
        ...{ id: 'a', title: 'Failed', kind: 'rule', state: 'present', count: 8 },
        shown: [0, 1, 2, 3].map((minute) => ({ eventId: `e${minute}`, time: at(minute), values: [] })),
      },
      { id: 'b', title: 'Inner', kind: 'correlation', state: 'absent', count: 0, shown: [] },
    ],
  };
  const window = { group: [], state: 'short', inner: null, best, hit: null, counted: null };
  const bounded = { bounds: [{ operator: 'gte', value: 5 }], fields: [], percentile: null, expression: null };
  const told = (over: object, more: object = {}): string => {
    const windows = [{ ...window, ...over }];
    const correlation = {
      ...{ type: 'event_count', timespanMs: 600_000, condition: bounded, isSilent: false },
      ...{ isFinal: true, finalAt: at(9), missing: [], excluded: [], windows, ...more },
    };
    return explanationText(reply({ matches: null, correlation }))
      .split('\n')
      .slice(1, -1)
      .join('\n');
  };

  test('say how far they came, with the first and the last matches', () => {
    const group = [{ field: 'ip', value: '192.0.2.1\u001b' }];
    expect(told({ group }, { isFinal: false })).toBe(`ip = "192.0.2.1\\u{1b}": does not hold
  events: 4, wanted at least 5, within 10m; 1 is missing (${at(0)} to ${at(4)})
  + Failed (a): 8 matches
      ${at(0)} e0
      ${at(1)} e1
      … 4 more …
      ${at(2)} e2
      ${at(3)} e3
  - Inner (b): held at 0 moments
  not final: events that are in time may change it until ${at(9)}`);
  });

  test('say where a hit went, and what keeps an event from counting', () => {
    const hit = { from: at(0), to: at(4), matches: 5 };
    const counted = { ...hit, matches: 6, findingId: 'f', suppressionId: null };
    expect(told({ state: 'holds', best: null, hit, counted })).toBe(
      'All matches together: holds, the event is part of a hit\n  wanted: at least 5, within 10m\n' +
        `  hit from ${at(0)} to ${at(4)}, 6 matches\n  finding f`,
    );
    expect(told({ state: 'holds', best: null, hit, counted: null })).toContain('  not counted yet');
    const ordered = {
      type: 'temporal_ordered',
      condition: { ...bounded, bounds: [] },
      timespanMs: 5_400_000,
    };
    const excluded = [{ title: 'Failed', count: 1, suppressionId: 's' }];
    const missing = [{ field: 'user', correlationTitle: 'Many' }];
    const inner = { id: 'i', title: 'Inner' };
    expect(
      told({ state: 'inner_short', best: null, inner }, { ...ordered, excluded, missing, isSilent: true }),
    ).toBe(`The event has no field user, by which "Many" groups: it falls in no group of its own.
All matches together: does not hold
  The event counts only through "Inner", which does not hold with it.
  wanted: a match of every rule, in this order, within 90m
Around the event, filters excluded 1 match of "Failed", of whatever group; this event by s.
The correlation only serves others and makes no finding of its own.`);
  });
});
