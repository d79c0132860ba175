import { describe, expect, test } from 'vitest';
import { advance, stateOf, type RuleInput, type RuleRecord, type Standing } from './local-rule.ts';

const shippedOnly: RuleRecord = { id: 'a', isShipped: true, newestVersion: null, standing: null };
const draft: RuleRecord = { id: 'a', isShipped: false, newestVersion: 3, standing: null };
const overlayDraft: RuleRecord = { ...draft, isShipped: true };
const active = (record: RuleRecord, version: number): RuleRecord => ({
  ...record,
  standing: { kind: 'active', version },
});
const disabled = (record: RuleRecord, version: number | null): RuleRecord => ({
  ...record,
  standing: { kind: 'disabled', version },
});

const quarantined = (record: RuleRecord, version: number | null): RuleRecord => ({
  ...record,
  standing: { kind: 'quarantined', version },
});

describe('the state of a rule', () => {
  test.each<[string, RuleRecord, ReturnType<typeof stateOf>]>([
    ['nothing at all', { ...draft, newestVersion: null }, null],
    ['a shipped rule', shippedOnly, { kind: 'active', version: null }],
    ['a saved rule', draft, { kind: 'draft' }],
    ['a saved rule with the id of a shipped one', overlayDraft, { kind: 'active', version: null }],
    ['a local rule in force', active(draft, 2), { kind: 'active', version: 2 }],
    ['a rule in quarantine', quarantined(draft, 1), { kind: 'quarantined', version: 1 }],
    ['a shipped rule that is off', disabled(shippedOnly, null), { kind: 'disabled', version: null }],
  ])('%s', (_name, record, state) => {
    expect(stateOf(record)).toEqual(state);
  });
});

describe('what can be done with a rule', () => {
  const activate = (version: number): RuleInput => ({ kind: 'activate', version });
  const disable: RuleInput = { kind: 'disable' };
  const enable: RuleInput = { kind: 'enable' };
  const withdraw: RuleInput = { kind: 'withdraw' };
  const quarantine: RuleInput = { kind: 'quarantine' };
  const release: RuleInput = { kind: 'release' };

  test.each<[string, RuleRecord, RuleInput, Standing | null]>([
    ['a draft is activated', draft, activate(3), { kind: 'active', version: 3 }],
    ['an older version is activated', active(draft, 3), activate(1), { kind: 'active', version: 1 }],
    ['an overlay is activated', overlayDraft, activate(2), { kind: 'active', version: 2 }],
    ['a disabled rule is activated', disabled(draft, 1), activate(3), { kind: 'active', version: 3 }],
    ['a shipped rule is disabled', shippedOnly, disable, { kind: 'disabled', version: null }],
    ['a local rule is disabled', active(draft, 2), disable, { kind: 'disabled', version: 2 }],
    [
      'an overlay is disabled, and the shipped rule with it',
      active(overlayDraft, 2),
      disable,
      { kind: 'disabled', version: 2 },
    ],
    ['a disabled shipped rule is enabled', disabled(shippedOnly, null), enable, null],
    ['a disabled local rule is enabled', disabled(draft, 2), enable, { kind: 'active', version: 2 }],
    ['a local rule is withdrawn', active(draft, 2), withdraw, null],
    ['a disabled overlay is withdrawn', disabled(overlayDraft, 2), withdraw, null],
    ['a shipped rule is put in quarantine', shippedOnly, quarantine, { kind: 'quarantined', version: null }],
    ['a local rule is put in quarantine', active(draft, 2), quarantine, { kind: 'quarantined', version: 2 }],
    ['a shipped rule is released', quarantined(shippedOnly, null), release, null],
    ['a local rule is released', quarantined(draft, 2), release, { kind: 'active', version: 2 }],
    ['another version ends a quarantine', quarantined(draft, 2), activate(3), { kind: 'active', version: 3 }],
    ['a person may disable what is there', quarantined(draft, 2), disable, { kind: 'disabled', version: 2 }],
    ['an overlay in quarantine is withdrawn', quarantined(overlayDraft, 2), withdraw, null],
  ])('%s', (_name, record, input, standing) => {
    expect(advance(record, input)).toEqual({ ok: true, value: standing });
  });

  test.each<[string, RuleRecord, RuleInput, string]>([
    ['a version that is not there', draft, activate(4), 'rule_version_not_found'],
    ['version 0', draft, activate(0), 'rule_version_not_found'],
    ['a shipped rule has no version', shippedOnly, activate(1), 'rule_version_not_found'],
    ['the version in force again', active(draft, 2), activate(2), 'rule_state'],
    ['a draft is not in force', draft, disable, 'rule_state'],
    ['disabled twice', disabled(draft, 2), disable, 'rule_state'],
    ['enabled though in force', active(draft, 2), enable, 'rule_state'],
    [
      'enabled though shipped no more',
      disabled({ ...shippedOnly, isShipped: false }, null),
      enable,
      'rule_state',
    ],
    ['a shipped rule is withdrawn', shippedOnly, withdraw, 'rule_state'],
    ['a disabled shipped rule is withdrawn', disabled(shippedOnly, null), withdraw, 'rule_state'],
    ['a draft is withdrawn', draft, withdraw, 'rule_state'],
    ['a draft costs nothing', draft, quarantine, 'rule_state'],
    ['in quarantine twice', quarantined(draft, 2), quarantine, 'rule_state'],
    ['a disabled rule is in no quarantine', disabled(draft, 2), release, 'rule_state'],
    ['enabled instead of released', quarantined(draft, 2), enable, 'rule_state'],
    ['activated instead of released', quarantined(draft, 2), activate(2), 'rule_state'],
    [
      'released though shipped no more',
      quarantined({ ...shippedOnly, isShipped: false }, null),
      release,
      'rule_state',
    ],
  ])('not: %s', (_name, record, input, code) => {
    expect(advance(record, input)).toMatchObject({ ok: false, error: { code } });
  });
});
