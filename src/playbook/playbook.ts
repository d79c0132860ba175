/** Languages that content is written in. */
export const locales = ['en', 'ru'] as const;
export type Locale = (typeof locales)[number];

/** A text in every language of the product. */
export type LocalText = Readonly<Record<Locale, string>>;

/** One manual step: who does what, and by when after the plan was attached. */
export interface PlaybookStep {
  /** Unique in its playbook, stable over versions. */
  readonly key: string;
  readonly name: LocalText;
  readonly description: LocalText;
  /** The role that this is for; anybody who may write plans can do it. */
  readonly owner: string;
  /** Minutes; null: no time is set. */
  readonly dueMinutes: number | null;
}

/** A response plan of ordered manual steps, as its file says it. */
export interface Playbook {
  readonly id: string;
  readonly version: number;
  readonly name: LocalText;
  readonly description: LocalText;
  /** Rules, by id, and tags of rules (`attack.t1110` covers `attack.t1110.001`) that it answers. */
  readonly rules: readonly string[];
  readonly tags: readonly string[];
  /** Taken when no other playbook answers; one at most has this. */
  readonly fallback: boolean;
  /** What a customer is advised to do. */
  readonly customerMeasures: readonly LocalText[];
  readonly steps: readonly PlaybookStep[];
}

/** What is known of a finding when a playbook is chosen for it. */
export interface PlaybookHints {
  readonly playbook: string | null;
  readonly ruleId: string;
  readonly tags: readonly string[];
}

/**
 * The playbook for an incident's findings: the one that a rule names, else one that names the rule, else the one
 * with the longest matching tag, else the fallback. Null when there are no findings. Ties go to the first finding,
 * then to the first id.
 */
export function choosePlaybook(
  playbooks: readonly Playbook[],
  findings: readonly PlaybookHints[],
): Playbook | null {
  const sorted = [...playbooks].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  for (const { playbook: named } of findings) {
    const playbook = sorted.find(({ id }) => id === named);
    if (playbook !== undefined) return playbook;
  }
  for (const { ruleId } of findings) {
    const playbook = sorted.find(({ rules }) => rules.includes(ruleId));
    if (playbook !== undefined) return playbook;
  }
  const best = { playbook: null as Playbook | null, length: 0 };
  for (const finding of findings) {
    for (const playbook of sorted) {
      const length = longestMatch(playbook, finding.tags);
      if (length > best.length) Object.assign(best, { playbook, length });
    }
  }
  if (best.playbook !== null || findings.length === 0) return best.playbook;
  return sorted.find(({ fallback }) => fallback) ?? null;
}

function longestMatch(playbook: Playbook, tags: readonly string[]): number {
  const lower = tags.map((tag) => tag.toLowerCase());
  const matching = playbook.tags.filter((wanted) =>
    lower.some((tag) => tag === wanted || tag.startsWith(`${wanted}.`)),
  );
  return Math.max(0, ...matching.map(({ length }) => length));
}
