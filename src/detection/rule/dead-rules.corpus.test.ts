import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestClickHouse, type TestClickHouse } from '../../../test/support/clickhouse.ts';
import { heardLogSources, recordKinds } from '../../event/index.ts';
import { systemScope } from '../../kernel/index.ts';
import type { ParsedEvent } from '../event-types.ts';
import { createMatcher } from '../sigma/matcher.ts';
import { parsedRaw, present, publicRules, regressions, sigma } from '../sigma/testing/public-rules.ts';
import { storeEvents, storeRecords } from '../sql/testing/stored-events.ts';
import { deadRules, type DeadRule } from './dead-rules.ts';

let clickhouse: TestClickHouse;
beforeAll(async () => {
  clickhouse = await openTestClickHouse();
});
afterAll(() => clickhouse.stop());

/** Every sample of every source, as it was received and as it is parsed. */
const samples = join(import.meta.dirname, '../../event/testdata');
const sampleRecords = () =>
  globSync('*', { cwd: samples })
    .sort()
    .flatMap((file) => {
      const format = file.endsWith('.ndjson') ? ('json' as const) : ('syslog' as const);
      const lines = readFileSync(join(samples, file), 'utf8').split('\n');
      return lines
        .filter((line) => line !== '')
        .map((raw) => ({ format, raw, event: parsedRaw(format, raw) }));
    });

const range = { from: 0, to: Date.UTC(2100, 0) };

/** What is told once only the recordings are stored: what they lack, seen in the recordings and in the rules. */
const lacking: Readonly<Record<string, readonly string[]>> = {
  'GUI Input Capture - macOS': ['no_events'],
  'AWS GuardDuty Detector Deleted Or Updated': ['no_events'],
  'Windows Defender Real-time Protection Disabled': [
    'no_channel',
    'Channel=Microsoft-Windows-Windows Defender/Operational',
  ],
  'WMI Persistence - Security': ['no_event_id', 'EventID=4662'],
  'Vulnerable HackSys Extreme Vulnerable Driver Load': ['no_event_id', 'EventID=6'],
  // Sysmon writes no such field into an event 11.
  'Suspicious File Drop by Exchange': ['no_field', 'CommandLine'],
  'NTDS.DIT Creation By Uncommon Parent Process': ['no_field', 'ParentImage'],
  // It asks any event of the security log, and is content with one of the two.
  'Win Susp Computer Name Containing Samtheadmin': ['no_field', 'SamAccountName', 'TargetUserName'],
};

describe.skipIf(!present)(`rules that cannot fire (skipped where ${sigma} is missing)`, () => {
  const set = publicRules();
  const matcher = createMatcher(set.rules);
  const stored: ParsedEvent[] = [];

  /** The rules that are told of; none of them hits a stored event. */
  async function told(): Promise<readonly DeadRule[]> {
    const client = clickhouse.handle.client();
    const heard = await heardLogSources(client, systemScope('test'), range);
    const kinds = await recordKinds(client, systemScope('test'), range);
    expect(kinds.sources.filter(({ complete }) => !complete)).toEqual([]);
    expect(kinds.kinds.reduce((sum, { events }) => sum + events, 0)).toBe(stored.length);
    const dead = deadRules(set, heard, kinds, new Date(0));
    const hit = new Set(stored.flatMap((event) => matcher(event).map(({ rule }) => rule.id)));
    expect(dead.filter(({ rule }) => hit.has(rule.id))).toEqual([]);
    for (const { code, missing } of dead) expect(missing.length > 0).toBe(code !== 'no_events');
    return dead;
  }

  test('no rule that hits a stored event is among them, whatever is stored; others are, with the reason', async () => {
    const recordings = await regressions('json');
    // A third of the recordings after the other, so that much is missing at first.
    const counts: number[] = [];
    let dead: readonly DeadRule[] = [];
    for (let third = 0; third < 3; third += 1) {
      const more = recordings.filter((_, index) => index % 3 === third).flatMap(({ events }) => events);
      await storeEvents(clickhouse.handle, more);
      stored.push(...more);
      dead = await told();
      counts.push(dead.length);
    }
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
    const reasons = new Map(
      dead.map(({ code, missing, rule }) => [
        rule.title,
        [code, ...missing.map(({ field, value }) => (value === null ? field : `${field}=${value}`))],
      ]),
    );
    expect(Object.fromEntries(Object.keys(lacking).map((title) => [title, reasons.get(title)]))).toEqual(
      lacking,
    );
  }, 300_000);

  test('nor when records with records and lists within them are stored, of every source that is read', async () => {
    const records = sampleRecords();
    await storeRecords(clickhouse.handle, records);
    stored.push(...records.map(({ event }) => event));
    const dead = await told();
    const titles = new Map(dead.map((each) => [each.rule.title, each.missing]));
    // No sample of CloudTrail changes a database's password; `userIdentity.type` is in all of them.
    expect(titles.get('AWS RDS Master Password Change')).toEqual([
      { field: 'responseElements.pendingModifiedValues.masterUserPassword', value: null },
    ]);
    expect(titles.has('AWS Root Credentials')).toBe(false);
  }, 300_000);
});
