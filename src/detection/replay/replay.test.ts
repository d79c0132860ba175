import { describe, expect, test } from 'vitest';
import { newId, type EventId } from '../../kernel/index.ts';
import type { JsonObject, ParsedEvent } from '../event-types.ts';
import { documentsIn, rawHash, receiptOf, type ReceiptDocument } from '../receipt/receipt.ts';
import { loadRuleFiles } from '../sigma/load.ts';
import { eventOf } from '../sigma/testing/judge.ts';
import { replayEvent, replayHit, restoreRules, verdictOf, type EventOutcome } from './replay.ts';

const text = `title: Log-on
id: log-on
logsource: { product: test }
detection: { sel: { Action: log-on }, condition: sel }
tocsin: { entity: [User] }
---
title: Not ours
id: not-ours
logsource: { product: test }
filter: { rules: [log-on], own: { User: root }, condition: not own }
---
title: Many log-ons
id: many
correlation: { type: event_count, rules: [log-on], group-by: [User], timespan: 1m, condition: { gte: 2 } }
`;
const set = loadRuleFiles([{ file: 'rules.yml', text }]);

function documentsOf(id: string): readonly ReceiptDocument[] {
  const rule = [...set.rules, ...set.correlations].find((one) => one.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  return documentsIn(set)(rule);
}

const restored = (id: string, change: (text: string) => string | undefined = (kept) => kept) => {
  const documents = documentsOf(id);
  const texts = documents.flatMap((document): [string, string][] => {
    const kept = change(document.text);
    return kept === undefined ? [] : [[document.hash, kept]];
  });
  return restoreRules(receiptOf('engine', 'pipeline', documents), new Map(texts));
};

const logOn = (User: string, time = 0): ParsedEvent => {
  const event = eventOf({ Action: 'log-on', User } satisfies JsonObject);
  return { ...event, ocsf: { ...event.ocsf, time } };
};

describe('a receipt', () => {
  test('names the rule, what it refers to, and the filters', () => {
    expect(documentsOf('log-on').map(({ id, kind }) => [id, kind])).toEqual([
      ['log-on', 'rule'],
      ['not-ours', 'filter'],
    ]);
    expect(documentsOf('many').map(({ id, kind }) => [id, kind])).toEqual([
      ['many', 'correlation'],
      ['log-on', 'rule'],
      ['not-ours', 'filter'],
    ]);
    expect(documentsOf('log-on')[1]?.text).toContain('title: Not ours');
  });

  test('has one id for the same engine, code and documents', () => {
    const documents = documentsOf('log-on');
    const { id } = receiptOf('engine', 'pipeline', documents);
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect(receiptOf('engine', 'pipeline', documents).id).toBe(id);
    expect(receiptOf('engine', 'other', documents).id).not.toBe(id);
    expect(receiptOf('other', 'pipeline', documents).id).not.toBe(id);
    expect(receiptOf('engine', 'pipeline', documents.slice(1)).id).not.toBe(id);
  });

  test('restores its rules from their texts, and says what is missing or altered', () => {
    expect(restored('many').notes).toEqual([]);
    expect(restored('many').set.correlations.map(({ id }) => id)).toEqual(['many']);
    expect(restored('many', (kept) => (kept.includes('Not ours') ? undefined : kept)).notes).toEqual([
      'document_missing',
    ]);
    expect(restored('log-on', (kept) => kept.replace('root', 'admin')).notes).toEqual(['document_altered']);
    expect(restored('log-on', () => ': :').notes).toEqual(['document_altered']);
    // Comments and order do not make another rule.
    expect(restored('log-on', (kept) => `# kept\n${kept}`).notes).toEqual([]);
  });
});

const finding = { ruleId: 'log-on', entity: { type: 'user', value: 'ann' } };
const hash = rawHash('raw');

describe('an event of the evidence', () => {
  test.each<[string, ParsedEvent | null, EventOutcome]>([
    ['the same event', logOn('ann'), 'same'],
    ['an event that the rule does not match', eventOf({ Action: 'log-off', User: 'ann' }), 'no_match'],
    ['an event that the filter leaves out', logOn('root'), 'no_match'],
    ['an event about somebody else', logOn('ben'), 'other_entity'],
    ['an event that nobody can parse', null, 'unreadable'],
  ])('%s', (_name, event, outcome) => {
    expect(replayEvent(finding, restored('log-on'), hash, { raw: 'raw', event })).toBe(outcome);
  });

  test('that is gone, altered, or cannot be judged again, is said to be so', () => {
    const stored = { raw: 'raw', event: logOn('ann') };
    expect(replayEvent(finding, restored('log-on'), hash, null)).toBe('gone');
    expect(replayEvent(finding, restored('log-on'), hash, { ...stored, raw: 'raw ' })).toBe('altered');
    expect(replayEvent(finding, restored('log-on'), null, stored)).toBe('same');
    expect(replayEvent(finding, null, hash, stored)).toBe('not_repeatable');
    const without = restored('log-on', () => undefined);
    expect(replayEvent(finding, without, hash, stored)).toBe('not_repeatable');
  });

  test('of a correlation needs its raw record only', () => {
    const many = { ...finding, ruleId: 'many' };
    expect(replayEvent(many, restored('many'), hash, { raw: 'raw', event: null })).toBe('same');
    expect(replayEvent(many, restored('many'), hash, { raw: 'other', event: null })).toBe('altered');
  });
});

describe('a hit of a correlation', () => {
  const id = (): EventId => newId<'event'>(new Date(0));
  const events = [
    { id: id(), event: logOn('ann', 1_000) },
    { id: id(), event: logOn('ann', 20_000) },
    { id: id(), event: logOn('ben', 2_000) },
  ];
  const counted = { group: '["ann"]', from: 1_000, to: 20_000 };

  test('is the same when it holds for the group over the same span', () => {
    expect(replayHit('many', restored('many'), counted, events)).toBe('same');
  });

  test.each([
    ['another group', { ...counted, group: '["ben"]' }],
    ['another span', { ...counted, to: 20_001 }],
  ])('differs for %s', (_name, other) => {
    expect(replayHit('many', restored('many'), other, events)).toBe('differs');
  });

  test('differs when one of its events is not there', () => {
    expect(replayHit('many', restored('many'), counted, events.slice(1))).toBe('differs');
  });
});

test('what differs weighs more than what is open', () => {
  expect(verdictOf(['same', 'same'], ['same'])).toBe('same');
  expect(verdictOf(['same', 'gone'], [])).toBe('incomplete');
  expect(verdictOf(['gone', 'no_match'], [])).toBe('differs');
  expect(verdictOf(['same'], ['differs', 'too_many'])).toBe('differs');
  expect(verdictOf(['same'], ['gone'])).toBe('incomplete');
  expect(verdictOf([], [])).toBe('incomplete');
});
