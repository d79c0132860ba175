import { tacticNamed } from './attack-tactics.ts';

/** What a Sigma tag of the namespace `attack` names (Sigma 2.1, tags appendix). */
export type AttackTag =
  /** `T1059` or `T1059.001`. */
  | { readonly kind: 'technique'; readonly id: string }
  /** ATT&CK's short name of a tactic: `lateral-movement`. */
  | { readonly kind: 'tactic'; readonly name: string };

/** Null for tags of other namespaces, and for groups, software and the rest of ATT&CK. Case does not matter. */
export function readAttackTag(tag: string): AttackTag | null {
  const [, text] = /^attack\.(.{1,64})$/.exec(tag.trim().toLowerCase()) ?? [];
  if (text === undefined) return null;
  const [, technique] = /^(t\d{4}(?:\.\d{3})?)$/.exec(text) ?? [];
  if (technique !== undefined) return { kind: 'technique', id: technique.toUpperCase() };
  const tactic = tacticNamed(text.replaceAll('_', '-'));
  return tactic === null ? null : { kind: 'tactic', name: tactic };
}

/** The technique that a sub-technique belongs to; null for a technique. */
export const parentOf = (id: string): string | null =>
  id.includes('.') ? id.slice(0, id.indexOf('.')) : null;
