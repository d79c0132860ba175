import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestClickHouse, type TestClickHouse } from '../../../test/support/clickhouse.ts';
import { createPlainMatcher } from '../sigma/matcher-plain.ts';
import { parsedRaw, present, publicRules, sigma } from '../sigma/testing/public-rules.ts';
import { hitsOf, storeRecords } from './testing/stored-events.ts';

let clickhouse: TestClickHouse;
beforeAll(async () => {
  clickhouse = await openTestClickHouse();
});
afterAll(() => clickhouse.stop());

const samples = join(import.meta.dirname, '../../event/testdata');

/** Every sample of every source, as it was received and as it is parsed. */
const records = globSync('*', { cwd: samples })
  .sort()
  .flatMap((file) => {
    const format = file.endsWith('.ndjson') ? ('json' as const) : ('syslog' as const);
    const lines = readFileSync(join(samples, file), 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((raw) => ({ format, raw }));
  });

describe.skipIf(!present)(`the public rules as SQL (skipped where ${sigma} is missing)`, () => {
  test('hold for the same records of every source as the matcher, from what is stored of them', async () => {
    const rules = publicRules().rules.filter(({ logSource }) => logSource.product !== 'windows');
    const parsed = records.map(({ format, raw }) => ({ format, raw, event: parsedRaw(format, raw) }));
    await storeRecords(clickhouse.handle, parsed);
    const plain = createPlainMatcher(rules);
    const wanted = parsed.map(({ event }) => new Set(plain(event).map(({ rule }) => rule.id)));
    const found = await hitsOf(clickhouse.handle.client(), rules);
    let told = 0;
    let left = 0;
    const wrong = rules.flatMap((rule, index) =>
      parsed.flatMap(({ raw }, number) => {
        const holds = wanted[number]?.has(rule.id) === true;
        if (found[index]?.unreadable.has(number) === true) {
          if (holds) left += 1;
          return [];
        }
        const sql = found[index]?.holds.has(number) === true;
        if (sql && holds) told += 1;
        return sql === holds ? [] : [{ rule: rule.file, raw, sql, holds }];
      }),
    );
    expect(wrong).toEqual([]);
    // Lists within records, and keywords over records within records, are left to the matcher.
    expect({ told, left }).toEqual({ told: 92, left: 12 });
  }, 600_000);
});
