import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRecord } from '../../event/index.ts';
import { formatUuid, newId, stamp, type CompanyId, type EventId } from '../../kernel/index.ts';
import type { ParsedEvent } from '../event-types.ts';
import { createJudge, type Verdict } from '../pipeline/judge.ts';
import { loadRuleFiles } from '../sigma/load.ts';
import type { SuppressionId, SuppressionSubject } from './suppression.ts';
import { setAt, type VersionedSpan } from './suppression-set-store.ts';
import { byCompany, type SuppressionSpan } from './suppression-set.ts';

const acme = '00000000-0000-7000-8000-00000000000a' as CompanyId;
const birch = '00000000-0000-7000-8000-00000000000b' as CompanyId;
const at = Date.UTC(2026, 10, 28, 10);

const set = loadRuleFiles([
  {
    file: 'rules',
    text: `title: Failed
id: failed
logsource: { product: linux, service: sshd }
detection: { sel: { action: failed }, condition: sel }
level: low
tocsin: { entity: [user] }
---
title: Failed, by address
id: failed-from
logsource: { product: linux, service: sshd }
detection: { sel: { action: failed }, condition: sel }
level: low
tocsin: { entity: [src_ip] }
---
title: Many
id: many
correlation: { type: event_count, rules: [failed], group-by: [user], timespan: 1m, condition: { gte: 2 }, generate: true }
level: low
`,
  },
]);
const judge = createJudge(set);

let made = 0;
const idAt = (receivedAt: number): EventId => {
  made += 1;
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(receivedAt, 0, 6);
  bytes.writeUInt32BE(made, 12);
  return formatUuid(stamp(bytes, 0x80)) as EventId;
};

function failed(user: string, from: string): ParsedEvent {
  const event = parseRecord({
    ...{ id: idAt(at), companyId: acme, projectId: null, sourceId: newId<'source'>(new Date(at)) },
    ...{ format: 'syslog', receivedAt: at, peer: '192.0.2.1' },
    raw: `<38>1 2026-11-28T10:00:00Z web1 sshd 1 - - Failed password for ${user} from ${from} port 1 ssh2`,
  });
  if (event.kind !== 'parsed') throw new Error(event.reason);
  return event;
}

interface Received {
  readonly companyId: CompanyId;
  readonly id: EventId;
  readonly event: ParsedEvent;
}

function judged(received: readonly Received[], suppressions: readonly SuppressionSpan[]): Verdict {
  const batch = judge.batch(1, suppressions);
  for (const { companyId, event, id } of received)
    batch.judge(event, { ...{ companyId, eventId: id, message: '', raw: '' }, retentionUntil: 30_000 });
  return batch.verdict();
}

const users = ['root', 'ana', 'eve'] as const;
const addresses = ['203.0.113.7', '203.0.113.8'] as const;

const received = fc
  .record({
    companyId: fc.constantFrom(acme, birch),
    user: fc.constantFrom(...users),
    from: fc.constantFrom(...addresses),
    receivedAt: fc.integer({ min: at, max: at + 5 }),
  })
  .map(({ companyId, from, receivedAt, user }): Received => {
    return { companyId, id: idAt(receivedAt), event: failed(user, from) };
  });

const filterOf = (user: string, rules: string): SuppressionSubject => ({
  kind: 'filter',
  yaml: `title: f\nlogsource: { product: linux }\nfilter: { rules: ${rules}, sel: { user: ${user} }, condition: not sel }\n`,
  targets: null,
  logSource: { product: 'linux', category: null, service: null },
});
const subject: fc.Arbitrary<SuppressionSubject> = fc.oneof(
  fc.record({
    kind: fc.constant('entity' as const),
    ruleId: fc.constant('failed'),
    entity: fc.record({ type: fc.constant('user'), value: fc.constantFrom(...users) }),
  }),
  fc.record({ kind: fc.constant('rule' as const), ruleId: fc.constantFrom('failed', 'failed-from') }),
  fc
    .tuple(fc.constantFrom(...users), fc.constantFrom('any', '[failed]', '[failed-from]'))
    .map(([user, rules]) => filterOf(user, rules)),
);
const spans = fc
  .array(fc.tuple(subject, fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 6 })), { maxLength: 6 })
  .map((drawn) =>
    drawn.map(([what, from, until], index): SuppressionSpan => {
      const id = `00000000-0000-7000-8000-0000000001${String(index).padStart(2, '0')}` as SuppressionId;
      return { id, companyId: acme, subject: what, from: at + from, until: at + until };
    }),
  );

const ofBirch = ({ correlationRows, due, groups, matchRows, taken }: Verdict) => ({
  groups: groups.filter(({ companyId }) => companyId === birch),
  due: due.filter(({ companyId }) => companyId === birch),
  taken: taken.filter(({ companyId }) => companyId === birch),
  rows: [matchRows, correlationRows].map((text) => text.split('\n').filter((line) => line.startsWith(birch))),
});

test('whatever one company suppresses, the verdict on another stays as it is (SUP-1)', () => {
  fc.assert(
    fc.property(fc.array(received, { maxLength: 12 }), spans, (events, suppressions) => {
      expect(ofBirch(judged(events, suppressions))).toEqual(ofBirch(judged(events, [])));
    }),
    { numRuns: 300 },
  );
});

test('nothing is lost: every match is a finding’s or taken, and rows are the same but for what took them (SUP-6, SUP-7)', () => {
  const matchCount = ({ groups, taken }: Verdict): number =>
    [...groups, ...taken].reduce((sum, { count }) => sum + count, 0);
  const heads = ({ matchRows }: Verdict) =>
    matchRows.split('\n').map((line) => line.split('\t').slice(0, 8).join('\t'));
  fc.assert(
    fc.property(fc.array(received, { maxLength: 12 }), spans, (events, suppressions) => {
      const with_ = judged(events, suppressions);
      const without = judged(events, []);
      expect(matchCount(with_)).toBe(matchCount(without));
      expect(heads(with_)).toEqual(heads(without));
    }),
    { numRuns: 300 },
  );
});

test('a filter comes before a suppression, and the entity’s before the rule’s (SUP-6)', () => {
  const span = (id: string, what: SuppressionSubject): SuppressionSpan => ({
    ...{ id: id as SuppressionId, companyId: acme, subject: what, from: at, until: at + 1 },
  });
  const rule = span('rule', { kind: 'rule', ruleId: 'failed' });
  const entity = span('entity', {
    kind: 'entity',
    ruleId: 'failed',
    entity: { type: 'user', value: 'root' },
  });
  const filter = span('filter', filterOf('root', '[failed]'));
  const takes = (suppressions: readonly SuppressionSpan[], user: string): readonly string[] =>
    judged([{ companyId: acme, id: idAt(at), event: failed(user, '203.0.113.7') }], suppressions).taken.map(
      ({ id }) => id,
    );
  expect(takes([rule, entity, filter], 'root')).toEqual(['filter']);
  expect(takes([rule, entity], 'root')).toEqual(['entity']);
  expect(takes([rule, entity], 'ana')).toEqual(['rule']);
  expect(byCompany([rule]).has(birch)).toBe(false);
});

test('it takes what has the rule’s id, whatever version of the rule is in force (SUP-11)', () => {
  const entity = { type: 'user', value: 'root' };
  const subject = { kind: 'entity', ruleId: 'failed', entity } as const;
  const span = { id: 's' as SuppressionId, companyId: acme, subject, from: at, until: at + 1 };
  const newer = (id: string): Verdict => {
    const text = `title: Another text\nid: ${id}\nlogsource: { product: linux }\ndetection: { sel: { user: '*' }, condition: sel }\ntocsin: { entity: [user] }\n`;
    const batch = createJudge(loadRuleFiles([{ file: 'newer', text }])).batch(2, [span]);
    const about = { companyId: acme, eventId: idAt(at), message: '', raw: '', retentionUntil: 30_000 };
    batch.judge(failed('root', '203.0.113.7'), about);
    return batch.verdict();
  };
  expect(newer('failed')).toMatchObject({ groups: [], taken: [{ id: 's', ruleId: 'failed', count: 1 }] });
  expect(newer('other')).toMatchObject({ groups: [{ count: 1 }], taken: [] });
});

test('a version knows only the changes that were made up to it (SUP-5)', () => {
  const span = {
    id: 's' as SuppressionId,
    companyId: acme,
    subject: filterOf('root', 'any'),
    from: 10,
    until: 100,
  };
  const known: readonly VersionedSpan[] = [
    { span, fromVersion: 3, cut: { version: 5, until: 20 } },
    { span: { ...span, from: 30 }, fromVersion: 6, cut: null },
  ];
  const seen = (version: number, from: number, to: number): readonly (readonly number[])[] =>
    setAt(known, version, { from, to }).map((each) => [each.from, each.until]);
  expect(seen(2, 0, 99)).toEqual([]);
  expect(seen(3, 0, 99)).toEqual([[10, 100]]);
  expect(seen(5, 0, 99)).toEqual([[10, 20]]);
  expect(seen(6, 0, 99)).toEqual([
    [10, 20],
    [30, 100],
  ]);
  // Both ends of a batch's receipt are inside, the end of a span is not.
  expect(seen(6, 20, 29)).toEqual([]);
  expect(seen(6, 19, 30)).toHaveLength(2);
});
