import { loadRuleFiles, type RuleSet } from '../../sigma/load.ts';
import { evaluateCorrelation, type EvaluateOptions } from '../evaluate-correlation.ts';
import type { CorrelationHit } from '../hit.ts';
import { planCorrelations, type CorrelationPlan } from '../plan.ts';
import { correlationRows, type CorrelationRow } from '../row.ts';

/** Base rules of the tests: `a`, `b` and `c`. */
const baseRules = ['a', 'b', 'c']
  .map(
    (name) =>
      `title: ${name}\nid: ${name}\nname: ${name}\nlevel: low\nlogsource: { product: test }\ndetection: { s: { rule: ${name} }, condition: s }\n---\n`,
  )
  .join('');

/** A correlation as YAML; `body` is what stands below `correlation:`. */
export const correlation = (id: string, body: string, more = ''): string =>
  `title: ${id}\nid: ${id}\nname: ${id}\n${more}correlation:\n  ${body.trim().replaceAll('\n', '\n  ')}\n`;

export const load = (...documents: readonly string[]): RuleSet =>
  loadRuleFiles([{ file: 'x.yml', text: baseRules + documents.join('---\n') }]);

export function plan(...documents: readonly string[]): CorrelationPlan {
  const set = load(...documents);
  const [refusal] = set.refused;
  if (refusal !== undefined) throw new Error(`${refusal.code}: ${refusal.reason}`);
  return planCorrelations(set.rules, set.correlations);
}

/** `a 5 u=ana`: rule `a` matched an event at second 5 whose field `u` is `ana`. */
export function rowsOf(planned: CorrelationPlan, lines: readonly string[]): readonly CorrelationRow[] {
  return lines.flatMap((line, index) => {
    const [ruleId = '', seconds = '', ...fields] = line.split(' ');
    const pairs = fields.map((field): [string, string] => [
      field.split('=')[0] ?? '',
      field.split('=')[1] ?? '',
    ]);
    const record: Readonly<Record<string, string>> = Object.fromEntries(pairs);
    const eventId = record['id'] ?? `e${index}`;
    return correlationRows(planned, { ruleId, eventId, time: Math.round(Number(seconds) * 1000), record });
  });
}

/** Hits as `group from-to figure: members`, times in seconds. */
export function hits(
  planned: CorrelationPlan,
  id: string,
  lines: readonly string[],
  options: EvaluateOptions = {},
): readonly string[] {
  return evaluateCorrelation(planned, id, rowsOf(planned, lines), options).map(show);
}

export const show = (hit: CorrelationHit): string => {
  const members = hit.members.map(({ ruleId, time }) => `${ruleId}${time / 1000}`).join(' ');
  return `${hit.group} ${hit.from / 1000}-${hit.to / 1000} ${hit.figure ?? 'none'}: ${members}`;
};
