import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { advanceStep, stepStatuses, type StepState } from './plan-step.ts';
import { loadPlaybooks } from './playbook-folder.ts';
import { parsePlaybook } from './playbook-schema.ts';
import { choosePlaybook, type Playbook, type PlaybookHints } from './playbook.ts';

const both = (text: string) => ({ en: text, ru: text });
const playbook = (id: string, over: Partial<Playbook> = {}): Playbook => ({
  id,
  version: 1,
  name: both(id),
  description: both(id),
  rules: [],
  tags: [],
  fallback: false,
  customerMeasures: [],
  steps: [{ key: 'one', name: both('one'), description: both('one'), owner: 'analyst', dueMinutes: 5 }],
  ...over,
});
const hints = (over: Partial<PlaybookHints> = {}): PlaybookHints => ({
  playbook: null,
  ruleId: 'r',
  tags: [],
  ...over,
});

const shelf = [
  playbook('by-tag', { tags: ['attack.t1110'] }),
  playbook('by-sub-tag', { tags: ['attack.t1110.001'] }),
  playbook('by-rule', { rules: ['rule-7'] }),
  playbook('general', { fallback: true }),
];

test.each<[string, PlaybookHints[], string | null]>([
  ['the one that the rule names', [hints({ playbook: 'by-tag', ruleId: 'rule-7' })], 'by-tag'],
  [
    'the one that names the rule',
    [hints({ playbook: 'gone', ruleId: 'rule-7', tags: ['attack.t1110'] })],
    'by-rule',
  ],
  ['the longest tag', [hints({ tags: ['attack.t1110', 'attack.t1110.001'] })], 'by-sub-tag'],
  ['a technique for its sub-technique', [hints({ tags: ['ATTACK.T1110.003'] })], 'by-tag'],
  ['not a technique with the same beginning', [hints({ tags: ['attack.t11105'] })], 'general'],
  ['any finding that names one', [hints(), hints({ playbook: 'by-rule' })], 'by-rule'],
  ['the fallback', [hints({ tags: ['attack.t9999'] })], 'general'],
  ['none without findings', [], null],
])('PLB-1: %s', (_what, findings, expected) => {
  expect(choosePlaybook(shelf, findings)?.id ?? null).toBe(expected);
  expect(choosePlaybook([...shelf].reverse(), findings)?.id ?? null).toBe(expected);
});

test('our own playbooks are all usable, and every one advises the customer', async () => {
  const library = await loadPlaybooks('content/playbooks');
  expect(library.refused).toEqual([]);
  expect(library.playbooks.map(({ id }) => id)).toEqual([
    'cloud-logging-stopped',
    'cloud-root-key-used',
    'generic',
    'malicious-script-execution',
    'privileged-account-change',
    'ssh-account-compromise',
  ]);
  for (const { customerMeasures, steps } of library.playbooks) {
    expect(customerMeasures.length).toBeGreaterThan(1);
    expect(steps.some(({ key }) => key === 'notify')).toBe(true);
  }
});

test.each([
  ['attack.t1110.001', 'ssh-account-compromise'],
  ['attack.t1136.001', 'privileged-account-change'],
  ['attack.t1548.003', 'privileged-account-change'],
  ['attack.t1562.008', 'cloud-logging-stopped'],
  ['attack.t1078.004', 'cloud-root-key-used'],
  ['attack.t1059.001', 'malicious-script-execution'],
  ['attack.t1499', 'generic'],
])('PLB-1: of our own, %s calls for %s', async (tag, expected) => {
  const { playbooks } = await loadPlaybooks('content/playbooks');
  expect(choosePlaybook(playbooks, [hints({ tags: [tag] })])?.id).toBe(expected);
});

const yamlOf = (over: object): string => {
  const { rules, tags, fallback, ...rest } = playbook('good');
  return stringify({ ...rest, appliesTo: { rules, tags, fallback }, ...over });
};

test.each([
  ['a: [', 'yaml_malformed', /./],
  ['a: &x 1\nb: *x\n', 'yaml_malformed', /aliases/],
  ['', 'playbook_malformed', /the file/],
  [yamlOf({ version: 0 }), 'playbook_malformed', /^version:/],
  [yamlOf({ steps: [] }), 'playbook_malformed', /^steps:/],
  [yamlOf({ name: { en: 'only' } }), 'playbook_malformed', /^name\.ru:/],
  [yamlOf({ extra: 1 }), 'playbook_malformed', /extra/],
  [yamlOf({ steps: [...playbook('x').steps, ...playbook('x').steps] }), 'playbook_malformed', /same key/],
])('PLB-2: a bad file is refused with its reason (%#)', (content, code, reason) => {
  expect(parsePlaybook(content, 'x.yml')).toMatchObject({
    ok: false,
    error: { file: 'x.yml', code, reason: expect.stringMatching(reason) },
  });
});

test('PLB-2: a bad file keeps no other from being used', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-playbooks-'));
  const files = {
    'a.yml': 'a: [',
    'good.yml': yamlOf({ appliesTo: { fallback: true } }),
    'other.yml': yamlOf({}),
    'misnamed.yml': yamlOf({ id: 'named' }),
    'second.yml': yamlOf({ id: 'second', appliesTo: { fallback: true } }),
    'note.txt': 'not a playbook',
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const { playbooks, refused } = await loadPlaybooks(folder);
  expect(playbooks.map(({ id }) => id)).toEqual(['good']);
  expect(refused.map(({ file, code }) => `${file} ${code}`)).toEqual([
    'a.yml yaml_malformed',
    'misnamed.yml playbook_misnamed',
    'other.yml playbook_id_taken',
    'second.yml fallback_taken',
  ]);
  await rm(folder, { recursive: true });
});

test('PLB-2: reading a playbook never throws, whatever the file holds', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.json(),
    fc.json().map((json) => stringify(JSON.parse(json))),
  );
  fc.assert(
    fc.property(text, (content) => {
      expect(typeof parsePlaybook(content, 'x.yml').ok).toBe('boolean');
    }),
    { numRuns: 60 },
  );
});

test('PLB-4: a step is left out only with a note', () => {
  const at = new Date('2030-01-01T00:00:00Z');
  const by = { id: 'u', name: 'Ada' };
  const open: StepState = { kind: 'open', note: null };
  expect(advanceStep(open, { to: 'skipped', note: undefined, by }, at)).toMatchObject({
    error: { code: 'step_note_missing' },
  });
  expect(advanceStep(open, { to: 'skipped', note: 'no disk left', by }, at)).toEqual({
    ok: true,
    value: { kind: 'skipped', note: 'no disk left', at, by },
  });
});

test('PLB-4: who ended a step, and when, survives any later note', () => {
  const status = fc.constantFrom(...stepStatuses);
  const input = fc.record({ to: status, note: fc.option(fc.string({ minLength: 1 }), { nil: undefined }) });
  fc.assert(
    fc.property(fc.array(input, { maxLength: 20 }), (inputs) => {
      let state: StepState = { kind: 'open', note: null };
      let ended: { kind: string; at: Date } | null = null;
      inputs.forEach((step, index) => {
        const at = new Date(index * 1_000);
        const next = advanceStep(state, { ...step, by: { id: null, name: String(index) } }, at);
        if (!next.ok) return;
        state = next.value;
        if (state.kind === 'done' || state.kind === 'skipped') {
          if (ended?.kind === state.kind) expect(state.at).toEqual(ended.at);
          ended = { kind: state.kind, at: state.at };
        } else ended = null;
      });
    }),
  );
});
