import { expect, test } from 'vitest';
import type { JsonObject, LogSource } from '../event-types.ts';
import { entityOf, entityOfGroup } from './entity.ts';
import { loadRuleFiles } from './load.ts';
import type { RuleHead } from './rule.ts';
import { eventOf } from './testing/judge.ts';

function ruleFor(entity: string): RuleHead {
  const text = `title: T\nlogsource: { product: test }\ndetection: { a: { A: 1 }, condition: a }\n${entity}`;
  const [rule] = loadRuleFiles([{ file: 'x.yml', text }]).rules;
  if (rule === undefined) throw new Error('The rule was refused.');
  return rule;
}

const none = ruleFor('');
const sshd: LogSource = { product: 'linux', category: null, service: 'sshd' };
const windows: LogSource = { product: 'windows', category: null, service: 'security' };
const aws: LogSource = { product: 'aws', category: null, service: 'cloudtrail' };

test.each<readonly [string, RuleHead, LogSource, JsonObject, string]>([
  ['sshd: the address', none, sshd, { src_ip: '192.0.2.1', user: 'ana', host: 'web' }, 'ip 192.0.2.1'],
  ['sshd without an address: the user', none, sshd, { user: 'ana', host: 'web' }, 'user ana'],
  ['Windows: the computer', none, windows, { Computer: 'ws-7', User: 'ana' }, 'host ws-7'],
  [
    'Windows writes a hyphen for nothing',
    none,
    windows,
    { Computer: '-', SubjectUserName: 'ana' },
    'user ana',
  ],
  ['CloudTrail: the principal', none, aws, { userIdentity: { arn: 'arn:x' } }, 'principal arn:x'],
  [
    'what the rule says',
    ruleFor('tocsin: { entity: [target, user] }'),
    sshd,
    { target: 't', user: 'u', src_ip: 'i' },
    'target t',
  ],
  [
    'the next that the event has',
    ruleFor('tocsin: { entity: [target, user] }'),
    sshd,
    { user: 'u', src_ip: 'i' },
    'user u',
  ],
  ['one name is enough', ruleFor('tocsin: { entity: user }'), sshd, { user: 'u' }, 'user u'],
  ['nothing known', none, { product: null, category: null, service: null }, { x: 1 }, 'unknown unknown'],
  ['a long value is cut', none, sshd, { user: 'x'.repeat(500) }, `user ${'x'.repeat(256)}`],
])('%s', (_what, rule, logSource, record, expected) => {
  const { type, value } = entityOf(rule, eventOf(record, logSource));
  expect(`${type} ${value}`).toBe(expected);
});

test('a correlation is about its group', () => {
  expect(entityOfGroup(none, ['host', 'src_ip'], '["web","192.0.2.1"]')).toEqual({
    type: 'host',
    value: 'web',
  });
  expect(
    entityOfGroup(ruleFor('tocsin: { entity: [src_ip] }'), ['host', 'src_ip'], '["web","192.0.2.1"]'),
  ).toEqual({
    type: 'ip',
    value: '192.0.2.1',
  });
  expect(entityOfGroup(none, [], '[]')).toEqual({ type: 'unknown', value: 'unknown' });
});
