import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LogSource, ParsedEvent } from '../event-types.ts';
import { findField, namesOf } from './field.ts';
import { createMatcher } from './matcher.ts';
import { createPlainMatcher } from './matcher-plain.ts';
import { aliasesFor, sourcesOf } from './routing.ts';
import type { RuleNode, SigmaRule } from './rule.ts';
import { corpus, parsedRaw, present, publicRules, sigma } from './testing/public-rules.ts';
import { reachedSources, unreachedSources } from './testing/source-coverage.ts';
import { sourceHits } from './testing/source-hits.ts';

const samples = join(import.meta.dirname, '../../event/testdata');

const eventsOf = (file: string): readonly ParsedEvent[] =>
  readFileSync(join(samples, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parsedRaw(file.endsWith('.ndjson') ? 'json' : 'syslog', line));

function fieldsOf(node: RuleNode): readonly string[] {
  if (node.kind === 'not') return fieldsOf(node.node);
  if (node.kind === 'test') return node.field === null ? [] : [node.field];
  return node.nodes.flatMap(fieldsOf);
}

const nameOf = ({ product, category, service }: LogSource): string =>
  `${product ?? '*'}/${category ?? '*'}/${service ?? '*'}`;

/** A log source's row of the table: rules, fields, and those that no event has; null when no event is of it. */
function rowOf(
  rules: readonly SigmaRule[],
  events: readonly { readonly event: ParsedEvent; readonly sources: ReturnType<typeof sourcesOf> }[],
): readonly [number, number, readonly string[]] | null {
  const [first] = rules;
  if (first === undefined) return null;
  const own = events.flatMap(({ event, sources }) => {
    const aliases = aliasesFor(first.logSource, sources);
    return aliases === null ? [] : [{ record: event.record, aliases }];
  });
  if (own.length === 0) return null;
  const fields = [...new Set(rules.flatMap(({ tree }) => fieldsOf(tree)))].sort();
  const isMissing = (field: string): boolean =>
    own.every(({ record, aliases }) => findField(record, namesOf(field, aliases)) === undefined);
  return [rules.length, fields.length, fields.filter(isMissing)];
}

describe.skipIf(!present)(`every source and the public rules (skipped where ${sigma} is missing)`, () => {
  const { rules } = publicRules();
  const matcher = createMatcher(rules);

  test.each(Object.entries(sourceHits))(
    'records of %s hit just the rules that are meant for them',
    (file, wanted) => {
      const plain = createPlainMatcher(rules);
      const events = eventsOf(file);
      expect(events.map((event) => matcher(event).map(({ rule }) => rule.title))).toEqual(wanted);
      expect(events.map((event) => plain(event).map(({ rule }) => rule.title))).toEqual(wanted);
    },
  );

  test('each log source that is not of Windows is reached, with the fields that its rules read, or said not to be', () => {
    const events = globSync('*', { cwd: samples })
      .flatMap(eventsOf)
      .map((event) => ({ event, sources: sourcesOf(event) }));
    const bySource = new Map<string, SigmaRule[]>();
    for (const rule of rules.filter(({ logSource }) => logSource.product !== 'windows')) {
      const name = nameOf(rule.logSource);
      bySource.set(name, [...(bySource.get(name) ?? []), rule]);
    }
    const rows = [...bySource].map(([name, own]) => ({ name, rules: own.length, row: rowOf(own, events) }));
    const reached = rows.flatMap(({ name, row }) => (row === null ? [] : [[name, row] as const]));
    const unreached = rows.flatMap(({ name, row, rules: count }) =>
      row === null ? [[name, count] as const] : [],
    );
    expect(Object.fromEntries(reached)).toEqual(reachedSources);
    expect(Object.fromEntries(unreached)).toEqual(unreachedSources);
    expect(rows.reduce((sum, { rules: count }) => sum + count, 0)).toBe(899);
    expect(unreached.reduce((sum, [, count]) => sum + count, 0)).toBe(103);
  });

  test('recorded attacks on AWS accounts hit 13 of the 57 rules for CloudTrail', () => {
    const counts = new Map<string, number>();
    for (const file of globSync(join(corpus, 'cloudtrail/**/*.json'))) {
      const value = JSON.parse(readFileSync(file, 'utf8'));
      for (const record of (Array.isArray(value) ? value : value.Records) as unknown[]) {
        for (const { rule } of matcher(parsedRaw('json', JSON.stringify(record))))
          counts.set(rule.title, (counts.get(rule.title) ?? 0) + 1);
      }
    }
    expect(Object.fromEntries(counts)).toEqual({
      'AWS Bucket Deleted': 5,
      'AWS CloudTrail Important Change': 8,
      'AWS IAM Backdoor Users Keys': 4,
      'AWS New Lambda Layer Attached': 1,
      'AWS STS AssumeRole Misuse': 144,
      'AWS Snapshot Backup Exfiltration': 3,
      'AWS Successful Console Login Without MFA': 2,
      'AWS User Login Profile Was Modified': 1,
      'AWS VPC Flow Logs Deleted': 2,
      'Ingress/Egress Security Group Modification': 7,
      'New Network Route Added': 6,
      'Potential Bucket Enumeration on AWS': 3,
      'Potential Malicious Usage of CloudTrail System Manager': 3,
    });
  });
});
