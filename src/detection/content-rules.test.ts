import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runRuleTest, type ParseEvent } from './rule-test.ts';
import { loadRules } from './sigma/load.ts';
import { parseRecord } from '../event/index.ts';
import { newId, type CompanyId, type EventId, type SourceId } from '../kernel/index.ts';

const folder = join(import.meta.dirname, '../../content/rules');
const receivedAt = Date.parse('2026-11-23T12:00:00Z');
const at = new Date(receivedAt);
const set = loadRules([folder]);

const parse: ParseEvent = ({ format, raw }) => {
  const parsed = parseRecord({
    id: newId<'event'>(at) satisfies EventId,
    companyId: newId<'company'>(at) satisfies CompanyId,
    projectId: null,
    sourceId: newId<'source'>(at) satisfies SourceId,
    format,
    receivedAt,
    peer: '192.0.2.200',
    raw,
  });
  return parsed.kind === 'parsed' ? parsed : null;
};

test('every rule of ours loads, without a warning', () => {
  expect(set.refused).toEqual([]);
  expect(set.warnings).toEqual([]);
  expect(set.rules.length + set.correlations.length).toBe(10);
});

test('every rule says who wrote it, what it is about and what to do', () => {
  for (const rule of [...set.rules, ...set.correlations]) {
    expect(rule.author, rule.title).toBe('Tocsin');
    expect(rule.id, rule.title).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(rule.description, rule.title).not.toBe('');
    if (rule.level === 'informational' || rule.name === 'ssh_many_failures') continue;
    expect(
      rule.tags.some((tag) => tag.startsWith('attack.')),
      rule.title,
    ).toBe(true);
    expect(rule.falsepositives.length, rule.title).toBeGreaterThan(0);
    expect(rule.custom['entity'], rule.title).toBeDefined();
    expect(rule.custom['measures'], rule.title).toBeDefined();
  }
});

const ruleFiles = globSync('**/*.yml', { cwd: folder }).filter((file) => !file.endsWith('.test.yml'));

describe.each(ruleFiles.sort())('%s', (file) => {
  const testFile = join(folder, file.replace(/\.yml$/, '.test.yml'));
  test('it has a test beside it', () => {
    expect(readFileSync(testFile, 'utf8')).toContain('tests:');
  });
  test.each(runRuleTest(testFile, set, parse))('$name', (outcome) => {
    expect(outcome.unparsed).toEqual([]);
    expect(outcome.found).toEqual(outcome.expected);
  });
});
