import type { JsonObject, LogSource, ParsedEvent } from '../../event-types.ts';
import { loadRuleFiles, type LoadOptions, type RuleSet } from '../load.ts';
import { createMatcher } from '../matcher.ts';
import { createPlainMatcher } from '../matcher-plain.ts';
import type { MatchedField } from '../explain.ts';
import type { RuleNode, SigmaRule } from '../rule.ts';

const testSource: LogSource = { product: 'test', category: null, service: null };

/** An event as a parser hands it over. */
export const eventOf = (record: JsonObject, logSource: LogSource = testSource): ParsedEvent => ({
  kind: 'parsed',
  parser: 'test',
  logSource,
  record,
  ocsf: { class_uid: 0, category_uid: 0, activity_id: 0, type_uid: 0, severity_id: 1, time: 0, metadata: {} },
});

/** A rule that is nothing but its tree. */
export const ruleOf = (id: string, tree: RuleNode, logSource: LogSource = testSource): SigmaRule => ({
  kind: 'detection',
  id,
  name: null,
  title: id,
  status: null,
  description: '',
  author: '',
  references: [],
  tags: [],
  falsepositives: [],
  custom: {},
  file: 'x.yml',
  line: 1,
  hash: '',
  level: 'low',
  logSource,
  tree,
  fields: [],
  filters: [],
});

/** A set of one rule with this detection, written in YAML. */
export function ruleWith(detection: string, options: LoadOptions = {}): RuleSet {
  const indented = detection.replaceAll('\n', '\n  ');
  const text = `title: Test rule\nlogsource:\n  product: test\ndetection:\n  ${indented}\n`;
  return loadRuleFiles([{ file: 'test.yml', text }], options);
}

/** Whether the detection matches, and by which fields: null for no match. Both matchers must say the same. */
export function judge(
  detection: string,
  record: JsonObject,
  options: LoadOptions = {},
): readonly MatchedField[] | null {
  const set = ruleWith(detection, options);
  const [refusal] = set.refused;
  if (refusal !== undefined) throw new Error(`${refusal.code}, line ${refusal.line}: ${refusal.reason}`);
  const indexed = createMatcher(set.rules)(eventOf(record));
  const plain = createPlainMatcher(set.rules)(eventOf(record));
  const fields = indexed.map((match) => match.fields);
  if (JSON.stringify(fields) !== JSON.stringify(plain.map((match) => match.fields))) {
    throw new Error(`The matchers differ: ${JSON.stringify(fields)} and ${JSON.stringify(plain)}`);
  }
  return fields[0] ?? null;
}

/** The code under which the detection is refused; null when it is not. */
export const refusalOf = (detection: string, options: LoadOptions = {}): string | null =>
  ruleWith(detection, options).refused[0]?.code ?? null;
