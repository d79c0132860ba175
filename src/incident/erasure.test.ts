import { expect, test } from 'vitest';
import { mentionTest } from '../identity/index.ts';
import type { CompanyId, FindingId, Id } from '../kernel/index.ts';
import { findingWords, sortEntries, titleAfter } from './erasure.ts';
import type { IncidentFinding } from './finding-store.ts';

const acme = '0196a0b0-0000-7000-8000-00000000000a' as CompanyId;
const birch = '0196a0b0-0000-7000-8000-00000000000b' as CompanyId;

const finding = (companyId: CompanyId, title: string, value: string): IncidentFinding => ({
  ...{ companyId, title, entity: { type: 'host', value }, findingId: value as FindingId, ruleId: 'rule' },
  ...{ ruleTitle: 'Rule', firstMatchAt: new Date(0), tags: [], playbook: null, recommendedMeasures: [] },
});

test("a company's findings go by what no other company's go by, and by nothing that is a common word", () => {
  const findings = [
    finding(acme, 'Log-on to web-1 after many failures', 'web-1'),
    finding(acme, 'SSH brute force', 'root'),
    finding(acme, 'Trail stopped', '203.0.113.9'),
    finding(birch, 'SSH brute force', '203.0.113.9'),
  ];
  expect(findingWords(findings, acme)).toEqual([
    'Log-on to web-1 after many failures',
    'Trail stopped',
    'web-1',
  ]);
});

const entry = (id: string, text: string, companyId: CompanyId | null = null, data: object = {}) => ({
  ...{ id: id as Id<'timeline_entry'>, text, companyId },
  data: data as Record<string, unknown>,
});

test('entries about the company go, those that name it lose their text, others stay', () => {
  const entries = [
    entry('opened', 'INC-2026-0001 was opened.', null, { number: 'INC-2026-0001' }),
    entry('affected', 'Acme is affected.', acme, { companyId: acme }),
    entry('obligation', '50 % of the time to notify it is used.', null, { companyId: acme }),
    entry('birch', 'Birch is affected.', birch, { companyId: birch }),
    entry('note', 'We called Acme, and then Birch.'),
    entry('title', 'Title: Break-in', null, { from: 'Break-in at Acme', to: 'Break-in' }),
    entry('other note', 'The firewall was closed for all.'),
  ];
  expect(sortEntries(entries, acme, mentionTest(['Acme']))).toEqual({
    gone: ['affected', 'obligation'],
    named: ['note', 'title'],
  });
});

test.each([
  ['Break-in over ssh', 'Break-in over ssh'],
  ['Break-in at Acme', 'Trail stopped'],
] as const)('the title "%s" becomes "%s"', (title, after) => {
  const findings = [finding(acme, 'Acme was hit', 'web-1'), finding(birch, 'Trail stopped', 'trail')];
  const incident = { title, number: 'INC-2026-0001' };
  expect(titleAfter(incident, findings, acme, mentionTest(['Acme']))).toBe(after);
});

test('without another finding the title is the number', () => {
  const incident = { title: 'Break-in at Acme', number: 'INC-2026-0001' };
  expect(titleAfter(incident, [], acme, mentionTest(['Acme']))).toBe('INC-2026-0001');
});
