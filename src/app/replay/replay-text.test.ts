import { expect, test } from 'vitest';
import { replayNotes } from '../../detection/index.ts';
import { replaySchema } from './replay-schema.ts';
import { replayText } from './replay-text.ts';

const reply = (over: object) =>
  replaySchema.parse({
    ...{ number: 'F-7', title: 'Brute force', verdict: 'same', notes: [], matchCount: 2, hits: [] },
    recorded: { ruleHash: 'a' },
    present: { ruleHash: 'a' },
    events: [{ eventId: 'e1', time: '2026-11-23T12:00:00.000Z', outcome: 'same' }],
    ...over,
  });

test('the same verdict is two lines', () => {
  expect(replayText(reply({}))).toBe(
    'F-7 Brute force: the same verdict\n  1 of 1 event of the evidence judged the same; the finding has 2 matches\n',
  );
});

test('what differs is listed, the rest is counted, and notes are in words', () => {
  const gone = { eventId: 'e', time: 't', outcome: 'gone' };
  const hit = { group: '["ann"]', from: 'f', to: 't', outcome: 'differs' };
  const events = Array.from({ length: 21 }, () => gone);
  const lines = replayText(reply({ verdict: 'differs', notes: ['rule_changed'], events, hits: [hit] })).split(
    '\n',
  );
  expect(lines).toContain('  0 of 1 hit of the correlation held again');
  expect(lines.filter((line) => line === '  - gone: event e of t')).toHaveLength(20);
  expect(lines).toContain('  - and 2 more');
  expect(lines.at(-2)).toMatch(/^ {2}rule_changed: The rule in force/);
});

test('what would be taken now is told with its name', () => {
  const takenBy = [
    { suppressionId: 's1', title: 'The scanner', excluded: false, events: 1 },
    { suppressionId: 's2', title: null, excluded: true, events: 1 },
  ];
  const lines = replayText(reply({ notes: ['suppressed_now'], takenBy })).split('\n');
  expect(lines).toContain('  now taken: 1 of 1 events of the evidence, by The scanner');
  expect(lines).toContain('  now taken: 1 of 1 events of the evidence, by s2');
});

test.each(replayNotes)('there are words for %s', (code) => {
  expect(replayText(reply({ notes: [code] }))).toMatch(new RegExp(`${code}: [A-Z].*\\.\n$`));
});
