/** A column of ATT&CK's matrix. */
export interface Tactic {
  /** ATT&CK's short name, which Sigma's tags are made of. */
  readonly name: string;
  readonly title: string;
}

/**
 * The tactics of ATT&CK for Enterprise, in the order of its matrix. Release 19 divided Defense Evasion into Stealth and Defense
 * Impairment; rules use both namings.
 */
export const enterpriseTactics: readonly Tactic[] = [
  { name: 'reconnaissance', title: 'Reconnaissance' },
  { name: 'resource-development', title: 'Resource Development' },
  { name: 'initial-access', title: 'Initial Access' },
  { name: 'execution', title: 'Execution' },
  { name: 'persistence', title: 'Persistence' },
  { name: 'privilege-escalation', title: 'Privilege Escalation' },
  { name: 'stealth', title: 'Stealth' },
  { name: 'defense-impairment', title: 'Defense Impairment' },
  { name: 'defense-evasion', title: 'Defense Evasion' },
  { name: 'credential-access', title: 'Credential Access' },
  { name: 'discovery', title: 'Discovery' },
  { name: 'lateral-movement', title: 'Lateral Movement' },
  { name: 'collection', title: 'Collection' },
  { name: 'command-and-control', title: 'Command and Control' },
  { name: 'exfiltration', title: 'Exfiltration' },
  { name: 'impact', title: 'Impact' },
];

const names: ReadonlySet<string> = new Set(enterpriseTactics.map(({ name }) => name));

/** Spellings of before, and of people. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['c2', 'command-and-control'],
  ['command-control', 'command-and-control'],
  ['defence-evasion', 'defense-evasion'],
  ['defence-impairment', 'defense-impairment'],
]);

/** The short name of a tactic that is written so, in small letters with hyphens; null when there is none. */
export function tacticNamed(text: string): string | null {
  const name = otherNames.get(text) ?? text;
  return names.has(name) ? name : null;
}
