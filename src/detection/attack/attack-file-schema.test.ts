import { expect, test } from 'vitest';
import { currentTechnique } from './attack-catalogue.ts';
import { readAttackFile } from './attack-file-schema.ts';

const reference = (external_id: string) => [{ source_name: 'mitre-attack', external_id, url: 'x' }];
const phases = (...names: readonly string[]) =>
  names.map((phase_name) => ({ kill_chain_name: 'mitre-attack', phase_name }));
const pattern = (id: string, more: object) => ({
  ...{ type: 'attack-pattern', id: `attack-pattern--${id}`, spec_version: '2.1', name: `Name of ${id}` },
  external_references: reference(id),
  kill_chain_phases: phases('execution'),
  ...more,
});
const objects = [
  { type: 'x-mitre-collection', id: 'x-mitre-collection--1', x_mitre_version: '19.1' },
  {
    ...{ type: 'marking-definition', id: 'marking-definition--1', definition_type: 'statement' },
    definition: { statement: 'Copyright 2026, somebody' },
  },
  { type: 'x-mitre-matrix', id: 'x-mitre-matrix--1', tactic_refs: ['t--b', 't--a'] },
  { type: 'x-mitre-tactic', id: 't--a', name: 'Impact', x_mitre_shortname: 'impact' },
  { type: 'x-mitre-tactic', id: 't--b', name: 'Execution', x_mitre_shortname: 'execution' },
  pattern('T1059', { x_mitre_platforms: ['Linux', 'Windows'] }),
  pattern('T1059.001', { kill_chain_phases: phases('execution', 'impact') }),
  pattern('T9001', { revoked: true }),
  pattern('T9002', { x_mitre_deprecated: true }),
  pattern('T9003', { kill_chain_phases: [{ kill_chain_name: 'mitre-mobile-attack', phase_name: 'x' }] }),
  pattern('S0001', {}),
  {
    ...{ type: 'relationship', id: 'relationship--1', relationship_type: 'revoked-by' },
    ...{ source_ref: 'attack-pattern--T9001', target_ref: 'attack-pattern--T1059.001' },
  },
  { type: 'relationship', id: 'relationship--2', relationship_type: 'revoked-by', source_ref: 7 },
  7,
  null,
];

test('tactics in the order of the matrix, techniques with theirs, replacements, release and notice are read', () => {
  const read = readAttackFile(JSON.stringify({ type: 'bundle', id: 'bundle--1', objects }));
  if (!read.ok) throw new Error(read.error);
  const { notice, replacements, tactics, techniques, version } = read.value;
  expect([version, notice]).toEqual(['19.1', 'Copyright 2026, somebody']);
  expect(tactics.slice(0, 2)).toEqual([
    { name: 'execution', title: 'Execution' },
    { name: 'impact', title: 'Impact' },
  ]);
  expect([...techniques.values()]).toEqual([
    { id: 'T1059', title: 'Name of T1059', tactics: ['execution'], platforms: ['Linux', 'Windows'] },
    { id: 'T1059.001', title: 'Name of T1059.001', tactics: ['execution', 'impact'], platforms: [] },
  ]);
  expect(replacements.get('T9001')).toBe('T1059.001');
  expect(currentTechnique(read.value, 'T9001')).toBe('T1059.001');
});

test('replacements that go round in a circle end', () => {
  const circle = [
    { type: 'relationship', id: 'r--1', relationship_type: 'revoked-by', source_ref: 'a', target_ref: 'b' },
    { type: 'relationship', id: 'r--2', relationship_type: 'revoked-by', source_ref: 'b', target_ref: 'a' },
    pattern('T8001', { id: 'a', revoked: true }),
    pattern('T8002', { id: 'b', revoked: true }),
  ];
  const read = readAttackFile(JSON.stringify({ type: 'bundle', objects: [...objects, ...circle] }));
  if (!read.ok) throw new Error(read.error);
  expect(['T8001', 'T8002']).toContain(currentTechnique(read.value, 'T8001'));
});

test.each([
  ['', 'JSON'],
  ['null', 'STIX'],
  ['{"type": "bundle"}', 'STIX'],
  ['{"type": "bundle", "objects": {}}', 'STIX'],
  ['{"type": "bundle", "objects": []}', 'technique'],
  [`{"type": "bundle", "objects": [${'['.repeat(50_000)}${']'.repeat(50_000)}]}`, 'technique'],
])('%.40s is refused for want of %s', (text, why) => {
  const read = readAttackFile(text);
  expect(read.ok ? '' : read.error).toContain(why);
});
