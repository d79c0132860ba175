import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { corpus, present, publicRules, sigma } from '../sigma/testing/public-rules.ts';
import { currentTechnique } from './attack-catalogue.ts';
import { attackOf, coverageOf, unknownTechniques, type CoveringRule } from './attack-coverage.ts';
import { readAttackFile } from './attack-file-schema.ts';
import { readAttackTag } from './attack-tag.ts';

interface SmallForm {
  readonly tactics: readonly { readonly id: string; readonly name: string; readonly shortname: string }[];
  readonly techniques: readonly {
    readonly id: string;
    readonly name: string;
    readonly tactics: readonly string[];
    readonly platforms: readonly string[];
  }[];
}

const reference = (id: string) => [
  {
    source_name: 'mitre-attack',
    external_id: id,
    url: `https://attack.mitre.org/techniques/${id.replace('.', '/')}`,
  },
  { source_name: 'somebody', description: 'A report without an id.' },
];
const common = {
  spec_version: '2.1',
  x_mitre_domains: ['enterprise-attack'],
  x_mitre_attack_spec_version: '3.3.0',
};

/** The data as MITRE publishes it: with the members of its STIX bundle, and objects beside techniques and tactics. */
function stixBundle({ tactics, techniques }: SmallForm): string {
  const objects = [
    {
      ...common,
      type: 'x-mitre-collection',
      id: 'x-mitre-collection--1',
      name: 'Enterprise ATT&CK',
      x_mitre_version: '18.0',
    },
    {
      ...{ ...common, type: 'marking-definition', id: 'marking-definition--1', definition_type: 'statement' },
      definition: { statement: 'Copyright 2015-2025, The MITRE Corporation.' },
    },
    {
      ...{ ...common, type: 'x-mitre-matrix', id: 'x-mitre-matrix--1', name: 'Enterprise ATT&CK' },
      // The matrix begins with what comes before an attack, whose ids are the highest.
      tactic_refs: [
        'TA0043',
        'TA0042',
        ...tactics.map(({ id }) => id).filter((id) => id < 'TA0042'),
        'TA0040',
      ]
        .filter((id, index, all) => all.indexOf(id) === index)
        .map((id) => `x-mitre-tactic--${id}`),
    },
    ...tactics.map(({ id, name, shortname }) => ({
      ...{
        ...common,
        type: 'x-mitre-tactic',
        id: `x-mitre-tactic--${id}`,
        name,
        x_mitre_shortname: shortname,
      },
      external_references: reference(id),
    })),
    ...techniques.map(({ id, name, platforms, tactics: own }) => ({
      ...{
        ...common,
        type: 'attack-pattern',
        id: `attack-pattern--${id}`,
        name,
        x_mitre_platforms: platforms,
      },
      ...{ x_mitre_is_subtechnique: id.includes('.'), x_mitre_version: '1.0', x_mitre_deprecated: false },
      external_references: reference(id),
      kill_chain_phases: own.map((phase_name) => ({ kill_chain_name: 'mitre-attack', phase_name })),
    })),
    // MITRE keeps what it has revoked, and says what came in its place.
    {
      ...{
        ...common,
        type: 'attack-pattern',
        id: 'attack-pattern--T1574.002',
        name: 'DLL Side-Loading',
        revoked: true,
      },
      external_references: reference('T1574.002'),
      kill_chain_phases: [{ kill_chain_name: 'mitre-attack', phase_name: 'persistence' }],
    },
    {
      ...{ ...common, type: 'relationship', id: 'relationship--1', relationship_type: 'revoked-by' },
      ...{ source_ref: 'attack-pattern--T1574.002', target_ref: 'attack-pattern--T1574.001' },
    },
    {
      ...common,
      type: 'intrusion-set',
      id: 'intrusion-set--1',
      name: 'G',
      external_references: reference('G0007'),
    },
  ];
  return JSON.stringify({ type: 'bundle', id: 'bundle--1', objects });
}

describe.skipIf(!present)(`ATT&CK 18 as a file of MITRE's (skipped where ${sigma} is missing)`, () => {
  const small = JSON.parse(
    readFileSync(join(corpus, 'attack', 'enterprise-techniques.json'), 'utf8'),
  ) as SmallForm;
  const read = readAttackFile(stixBundle(small));
  if (!read.ok) throw new Error(read.error);
  const catalogue = read.value;
  const all = [...catalogue.techniques.values()];
  const { refused, rules } = publicRules();
  /** Rules that are not loaded, for want of placeholders' values, have tags all the same. */
  const refusedTags = refused.flatMap(
    ({ file }) => readFileSync(file, 'utf8').match(/attack\.[\w.-]+/g) ?? [],
  );

  test('216 techniques and 475 sub-techniques are read, with their titles, tactics and platforms', () => {
    expect([catalogue.version, catalogue.problem]).toEqual(['18.0', null]);
    expect(all.filter(({ id }) => !id.includes('.'))).toHaveLength(216);
    expect(all.filter(({ id }) => id.includes('.'))).toHaveLength(475);
    expect(catalogue.techniques.get('T1059.001')).toEqual({
      ...{ id: 'T1059.001', title: 'PowerShell', tactics: ['execution'], platforms: ['Windows'] },
    });
    expect(catalogue.techniques.get('T1578.002')).toEqual({
      ...{
        id: 'T1578.002',
        title: 'Create Cloud Instance',
        tactics: ['defense-evasion'],
        platforms: ['IaaS'],
      },
    });
    expect(catalogue.techniques.get('T1003.001')?.title).toBe('LSASS Memory');
    expect(catalogue.techniques.get('T1078')?.tactics.toSorted()).toEqual([
      ...['defense-evasion', 'initial-access', 'persistence', 'privilege-escalation'],
    ]);
    expect(catalogue.techniques.has('T1574.002')).toBe(false);
    expect(currentTechnique(catalogue, 'T1574.002')).toBe('T1574.001');
  });

  test.each([
    ['initial-access', 11, 11],
    ['execution', 17, 29],
    ['defense-evasion', 47, 168],
    ['lateral-movement', 9, 14],
    ['exfiltration', 9, 10],
    ['impact', 15, 18],
    ['reconnaissance', 11, 34],
    // Names of release 19.
    ['stealth', 0, 0],
    ['defense-impairment', 0, 0],
  ])('%s has %i techniques and %i sub-techniques', (tactic, techniques, subTechniques) => {
    const own = all.filter(({ tactics }) => tactics.includes(tactic));
    expect(own.filter(({ id }) => !id.includes('.'))).toHaveLength(techniques);
    expect(own.filter(({ id }) => id.includes('.'))).toHaveLength(subTechniques);
  });

  test('the columns are those of the matrix, then those of release 19 that rules name', () => {
    expect(catalogue.tactics.map(({ title }) => title)).toEqual([
      ...['Reconnaissance', 'Resource Development', 'Initial Access', 'Execution', 'Persistence'],
      ...['Privilege Escalation', 'Defense Evasion', 'Credential Access', 'Discovery', 'Lateral Movement'],
      ...['Collection', 'Exfiltration', 'Command and Control', 'Impact', 'Stealth', 'Defense Impairment'],
    ]);
  });

  test('of the 400 techniques that the public rules name 388 are known, and the 12 of release 19 are told', () => {
    const tags = [...rules.flatMap((rule) => rule.tags), ...refusedTags].map(readAttackTag);
    const named = new Set(tags.flatMap((tag) => (tag?.kind === 'technique' ? [tag.id] : [])));
    const covering = rules.map((rule): CoveringRule => ({
      ...{
        id: rule.id,
        tags: rule.tags,
        state: 'active',
        readable: true,
        logSources: [rule.logSource],
        matches: 0,
      },
    }));
    const unknown = [
      ...['T1685', 'T1685.001', 'T1685.002', 'T1685.004', 'T1685.005', 'T1685.006'],
      ...['T1686', 'T1686.001', 'T1686.002', 'T1686.003', 'T1689', 'T1690'],
    ];
    expect(named.size).toBe(400);
    expect(
      [...named].filter((id) => !catalogue.techniques.has(currentTechnique(catalogue, id))).toSorted(),
    ).toEqual(unknown);
    const coverage = coverageOf(catalogue, covering);
    expect(unknownTechniques(catalogue, coverage.techniques)).toEqual(unknown);
    // They stand where their rules put them.
    for (const id of unknown)
      expect(coverage.techniques.find((each) => each.id === id)).toMatchObject({
        title: null,
        tactics: expect.arrayContaining(['defense-impairment']) as unknown,
      });
    const inNewest = covering.filter(({ tags: own }) =>
      attackOf(catalogue, own).techniques.includes('T1685'),
    );
    expect(inNewest.length).toBeGreaterThan(100);
  });
});
