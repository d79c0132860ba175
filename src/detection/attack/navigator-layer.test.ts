import { expect, test } from 'vitest';
import { tacticsOnly } from './attack-catalogue.ts';
import { coverageOf } from './attack-coverage.ts';
import { navigatorLayer } from './navigator-layer.ts';

const rule = (id: string, tag: string, matches: number) => ({
  ...{ id, tags: [tag], state: 'active' as const, readable: true, logSources: [], matches },
});

test('a layer holds what is covered, with its score, and says of which release it is', () => {
  const coverage = coverageOf(tacticsOnly, [
    rule('a', 'attack.t1059.001', 3),
    { ...rule('b', 'attack.t1110', 0), state: 'draft' as const },
  ]);
  const at = new Date('2026-11-23T12:00:00Z');
  expect(navigatorLayer(coverage, { at, version: '19.1' })).toMatchObject({
    name: 'Tocsin 2026-11-23',
    versions: { attack: '19', layer: '4.5' },
    domain: 'enterprise-attack',
    techniques: [
      { techniqueID: 'T1059', score: 0, showSubtechniques: true, enabled: true },
      { techniqueID: 'T1059.001', score: 1, showSubtechniques: false },
    ],
  });
  expect(navigatorLayer(coverage, { at, version: null }).versions).toEqual({ layer: '4.5' });
});
