import type { Coverage } from './attack-coverage.ts';

/** A layer of the ATT&CK Navigator, in its format 4.5. */
export interface NavigatorLayer {
  readonly name: string;
  readonly versions: { readonly attack?: string; readonly layer: string };
  readonly domain: 'enterprise-attack';
  readonly description: string;
  readonly techniques: readonly {
    readonly techniqueID: string;
    readonly score: number;
    readonly comment: string;
    readonly enabled: boolean;
    readonly showSubtechniques: boolean;
  }[];
  readonly gradient: {
    readonly colors: readonly string[];
    readonly minValue: number;
    readonly maxValue: number;
  };
  readonly legendItems: readonly { readonly label: string; readonly color: string }[];
}

const layerFormat = '4.5';
/** From here on a cell has the full colour. */
const fullAt = 10;
const colors = ['#ffffff', '#a8d5b5', '#1f7a3d'] as const;

/** Rules in force by technique as a layer; techniques without any are left out, so that they stay blank. */
export function navigatorLayer(
  { techniques }: Coverage,
  { at, version }: { readonly at: Date; readonly version: string | null },
): NavigatorLayer {
  const release = /^\d+/.exec(version ?? '')?.[0];
  return {
    name: `Tocsin ${at.toISOString().slice(0, 10)}`,
    versions: { ...(release === undefined ? {} : { attack: release }), layer: layerFormat },
    domain: 'enterprise-attack',
    description: 'Rules in force by technique. The score is their number.',
    techniques: techniques
      .filter(({ all }) => all.inForce > 0)
      .map(({ all, id, own }) => ({
        techniqueID: id,
        score: own.inForce,
        comment: `${own.inForce} rules in force, ${all.inForce} with sub-techniques; ${own.drafts} drafts, ${own.disabled} disabled; ${own.matches} matches in 7 days`,
        enabled: true,
        showSubtechniques: all.inForce > own.inForce,
      })),
    gradient: { colors, minValue: 0, maxValue: fullAt },
    legendItems: [{ label: `${fullAt} rules or more`, color: colors[2] }],
  };
}
