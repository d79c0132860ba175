import type { Refusal, RuleSet } from '../../detection/index.ts';

const codes: readonly string[] = [
  'file_unreadable',
  'file_too_large',
  'yaml_syntax',
  'yaml_aliases',
  'document_limit',
] satisfies readonly Refusal['code'][];

/** What of the rules is not even readable, as against rules that were read and refused. */
export const unreadableRules = ({ refused }: Pick<RuleSet, 'refused'>): readonly Refusal[] =>
  refused.filter(({ code }) => codes.includes(code));
