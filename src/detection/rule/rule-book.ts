import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Severity } from '../../kernel/index.ts';
import type { SigmaCorrelation } from '../correlation/correlation.ts';
import type { FindingRule } from '../finding/finding.ts';
import { loadRules, type RuleSet } from '../sigma/load.ts';
import type { RuleHead, SigmaRule } from '../sigma/rule.ts';

/** The rules in force, read from folders; later folders may hold the installation's own. */
export interface RuleBook {
  current(): RuleSet;
  /** Reads the folders anew; what cannot be read is listed in the set's `refused`. */
  reload(): RuleSet;
  /** A rule's document as written. */
  sourceOf(rule: RuleHead): string;
  /** The path of a rule's file as shown to people: below its folder. */
  fileOf(file: string): string;
}

export function openRuleBook(folders: readonly string[]): RuleBook {
  let set = loadRules(folders);
  return {
    current: () => set,
    reload: () => {
      set = loadRules(folders);
      return set;
    },
    sourceOf: ({ file, line }) => documentAt(readFileSync(file, 'utf8'), line),
    fileOf: (file) => {
      const folder = folders.find((candidate) => file.startsWith(candidate));
      return folder === undefined ? file : relative(folder, file);
    },
  };
}

/** A YAML file may hold several documents, divided by `---`; `line` counts from 1. */
export function documentAt(text: string, line: number): string {
  const lines = text.split('\n');
  const rest = lines.slice(line - 1);
  const end = rest.findIndex((candidate, index) => index > 0 && /^---\s*$/.test(candidate));
  return rest.slice(0, end === -1 ? undefined : end).join('\n');
}

export type AnyRule = SigmaRule | SigmaCorrelation;

/** A correlation without a level of its own has the highest of the rules that it refers to. */
export function levelOf(rule: AnyRule, inner: readonly AnyRule[]): Severity {
  if (rule.level !== null) return rule.level;
  const order: readonly Severity[] = ['informational', 'low', 'medium', 'high', 'critical'];
  const highest = Math.max(0, ...inner.map((each) => order.indexOf(each.level ?? 'informational')));
  return order[highest] ?? 'informational';
}

/** What a finding keeps of its rule. */
export function toFindingRule(rule: AnyRule, severity: Severity): FindingRule {
  const { custom } = rule;
  return {
    id: rule.id,
    hash: rule.hash,
    severity,
    snapshot: {
      title: rule.title,
      description: rule.description,
      author: rule.author,
      references: rule.references,
      tags: rule.tags,
      falsePositives: rule.falsepositives,
      recommendedMeasures: textsOf(custom['measures']),
      playbook: typeof custom['playbook'] === 'string' ? custom['playbook'] : null,
    },
  };
}

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
