import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newId } from '../../kernel/index.ts';
import { parseRecord } from '../../event/index.ts';
import type { JsonObject, ParsedEvent } from '../event-types.ts';
import { createHunt } from '../hunt.ts';
import type { ParseEvent } from '../rule-test.ts';
import { loadRuleFiles } from '../sigma/load.ts';
import { fieldsOfEvent, logSourcesOfEvent, ruleTextOf, testTextOf } from './rule-from-event.ts';

const at = new Date('2026-11-23T12:00:00Z');
const parseEvent: ParseEvent = ({ format, raw }) => {
  const parsed = parseRecord({
    ...{ id: newId<'event'>(at), companyId: newId<'company'>(at), sourceId: newId<'source'>(at) },
    ...{ projectId: null, format, receivedAt: at.getTime(), peer: '192.0.2.1', raw },
  });
  return parsed.kind === 'parsed' ? parsed : null;
};
const parsed = (format: 'json' | 'syslog', raw: string): ParsedEvent => {
  const event = parseEvent({ format, raw });
  if (event === null) throw new Error('not parsed');
  return event;
};
const sudo =
  '<86>1 2026-11-23T10:00:00Z web-1 sudo - - -   ada : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls *.txt';
const draft = (event: ParsedEvent, names: readonly string[]): string => {
  const [logSource] = logSourcesOfEvent(event);
  if (logSource === undefined) throw new Error('no log source');
  return ruleTextOf({
    ...{ id: 'made', title: 'Made', author: 'Ada', date: '2026-11-23', logSource },
    fields: fieldsOfEvent(event).filter(({ name }) => names.includes(name)),
  });
};

test('a rule asks for the fields that were chosen, wildcards as they stand', () => {
  expect(draft(parsed('syslog', sudo), ['user', 'command'])).toBe(`title: Made
id: made
status: experimental
description: Made from an event; say here what it means.
author: Ada
date: 2026-11-23
logsource:
  product: linux
  service: sudo
detection:
  selection:
    user: ada
    command: /bin/ls \\*.txt
  condition: selection
level: medium
`);
});

test('its test holds the event as the positive case, and passes', () => {
  const yaml = draft(parsed('syslog', sudo), ['user', 'command']);
  const set = loadRuleFiles([{ file: 'x', text: yaml }]);
  expect(set.refused).toEqual([]);
  expect(testTextOf('made', sudo, set, parseEvent)).toBe(`tests:
  - name: the event that the rule was made from
    format: syslog
    events:
      - ${JSON.stringify(sudo)}
    hits:
      - rule: made
        entity: user:ada
`);
  expect(testTextOf('made', sudo.replace('ada :', 'eve :'), set, parseEvent)).toBeNull();
});

test('lists, empty and long values and names that a rule would misread are not offered', () => {
  const record: JsonObject = {
    ...{ a: 'x', empty: '', none: null, list: ['x'], 'p|q': 'x', 'with space': 'x', '': 'x' },
    ...{ long: 'x'.repeat(3_000), deep: { n: 7, yes: true }, 'dotted.name': 'y' },
  };
  expect(fieldsOfEvent({ ...parsed('syslog', sudo), record })).toEqual([
    { name: 'a', value: 'x' },
    { name: 'deep.n', value: 7 },
    { name: 'deep.yes', value: true },
    { name: 'dotted.name', value: 'y' },
  ]);
});

test('a category is proposed before a service, and an event without a log source has none', () => {
  const event = parsed('syslog', sudo);
  const record = { Channel: 'Microsoft-Windows-Sysmon/Operational', EventID: 1 };
  const logSource = { product: 'windows', category: null, service: 'sysmon' };
  const [first] = logSourcesOfEvent({ ...event, logSource, record });
  expect(first).toMatchObject({ category: 'process_creation' });
  const nothing = { product: null, category: null, service: null };
  expect(logSourcesOfEvent({ ...event, logSource: nothing, record: {} })).toEqual([]);
});

test('whatever the values are, the rule matches the event that it was made from', () => {
  const base = parsed('syslog', sudo);
  const text = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1 }),
    fc.string({
      unit: fc.constantFrom('\\', '*', '?', '"', "'", ':', '#', ' ', '\n', 'a', '%'),
      minLength: 1,
    }),
  );
  const value = fc.oneof(text, fc.integer(), fc.boolean());
  const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,12}$/);
  fc.assert(
    fc.property(fc.dictionary(name, value, { minKeys: 1, maxKeys: 6 }), (record) => {
      const event = { ...base, record };
      const names = fieldsOfEvent(event).map((field) => field.name);
      fc.pre(names.length > 0);
      const set = loadRuleFiles([{ file: 'x', text: draft(event, names) }]);
      expect(set.refused).toEqual([]);
      expect(
        createHunt(set)
          .judge(event, 'e')
          .matches.map(({ rule }) => rule.id),
      ).toEqual(['made']);
    }),
  );
});
