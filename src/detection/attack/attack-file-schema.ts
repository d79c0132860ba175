import { z } from 'zod';
import { err, ok, type Result } from '../../kernel/index.ts';
import type { AttackCatalogue, Technique } from './attack-catalogue.ts';
import { enterpriseTactics, type Tactic } from './attack-tactics.ts';
import { retiredTechniques } from './retired-techniques.ts';

/** Largest file that is read; ATT&CK for Enterprise has some 50 MB. */
export const mostAttackBytes = 256 * 1_048_576;
const mostObjects = 500_000;

/** Of a STIX 2.1 object only what is used; everything else may be as it likes. */
const attackObject = z.looseObject({
  type: z.string(),
  id: z.string(),
  name: z.string().optional().catch(undefined),
  revoked: z.boolean().optional().catch(undefined),
  x_mitre_deprecated: z.boolean().optional().catch(undefined),
  x_mitre_shortname: z.string().optional().catch(undefined),
  x_mitre_version: z.string().optional().catch(undefined),
  x_mitre_platforms: z.array(z.string()).optional().catch(undefined),
  tactic_refs: z.array(z.string()).optional().catch(undefined),
  relationship_type: z.string().optional().catch(undefined),
  source_ref: z.string().optional().catch(undefined),
  target_ref: z.string().optional().catch(undefined),
  definition: z.looseObject({ statement: z.string() }).optional().catch(undefined),
  external_references: z
    .array(z.looseObject({ source_name: z.string(), external_id: z.string().optional() }))
    .optional()
    .catch(undefined),
  kill_chain_phases: z
    .array(z.looseObject({ kill_chain_name: z.string(), phase_name: z.string() }))
    .optional()
    .catch(undefined),
});
type AttackObject = z.output<typeof attackObject>;

const bundle = z.looseObject({ type: z.literal('bundle'), objects: z.array(z.unknown()).max(mostObjects) });

/** Reads ATT&CK as MITRE publishes it, a STIX bundle such as `enterprise-attack.json`. An error is for people. */
export function readAttackFile(text: string): Result<AttackCatalogue, string> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return err(`It is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const read = bundle.safeParse(json);
  if (!read.success) return err('It is no STIX bundle: {"type": "bundle", "objects": […]}.');
  const objects = read.data.objects.flatMap((each) => attackObject.safeParse(each).data ?? []);
  const techniques = techniquesOf(objects);
  if (techniques.size === 0) return err('It holds no technique of ATT&CK for Enterprise.');
  return ok({
    version: objects.find(({ type }) => type === 'x-mitre-collection')?.x_mitre_version ?? 'unknown',
    tactics: tacticsOf(objects),
    techniques,
    replacements: new Map([...retiredTechniques, ...replacementsOf(objects)]),
    notice:
      objects.find((each) => each.definition !== undefined)?.definition?.statement.slice(0, 1_000) ?? '',
    problem: null,
  });
}

const attackId = ({ external_references: references }: AttackObject): string | null =>
  references?.find(({ source_name: source }) => source === 'mitre-attack')?.external_id ?? null;

const isGone = (object: AttackObject): boolean =>
  object.revoked === true || object.x_mitre_deprecated === true;

function techniquesOf(objects: readonly AttackObject[]): ReadonlyMap<string, Technique> {
  const found = objects.flatMap((object): [string, Technique][] => {
    const id = attackId(object);
    const tactics = (object.kill_chain_phases ?? [])
      .filter(({ kill_chain_name: chain }) => chain === 'mitre-attack')
      .map(({ phase_name: name }) => name);
    if (object.type !== 'attack-pattern' || isGone(object) || id === null || tactics.length === 0) return [];
    if (!/^T\d{4}(?:\.\d{3})?$/.test(id)) return [];
    const { name = id, x_mitre_platforms: platforms = [] } = object;
    return [[id, { id, title: name, tactics, platforms }]];
  });
  return new Map(found.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** In the order of the matrix; what the file does not have, and only rules name, comes after it. */
function tacticsOf(objects: readonly AttackObject[]): readonly Tactic[] {
  const order = objects.find(({ type }) => type === 'x-mitre-matrix')?.tactic_refs ?? [];
  const place = (id: string): number => (order.includes(id) ? order.indexOf(id) : order.length);
  const own = objects
    .filter((object) => object.type === 'x-mitre-tactic' && !isGone(object))
    .toSorted((a, b) => place(a.id) - place(b.id))
    .flatMap(({ name = '', x_mitre_shortname: short }) =>
      short === undefined ? [] : [{ name: short, title: name }],
    );
  const known = new Set(own.map(({ name }) => name));
  return [...own, ...enterpriseTactics.filter(({ name }) => !known.has(name))];
}

function replacementsOf(objects: readonly AttackObject[]): readonly [string, string][] {
  const ids = new Map(objects.map((object) => [object.id, attackId(object)]));
  return objects.flatMap((object): [string, string][] => {
    if (object.relationship_type !== 'revoked-by') return [];
    const from = ids.get(object.source_ref ?? '') ?? null;
    const to = ids.get(object.target_ref ?? '') ?? null;
    return from === null || to === null || from === to ? [] : [[from, to]];
  });
}
