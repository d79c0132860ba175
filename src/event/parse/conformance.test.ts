import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ParsedEvent, UnparsedEvent } from '../event.ts';
import { ocsfVersion } from '../ocsf/ocsf.ts';
import { findCorpus } from '../testing/corpus.ts';
import { loadOcsfSchema } from '../testing/ocsf-schema.ts';
import { receivedRecord } from '../testing/received-record.ts';
import { readZip } from '../testing/zip.ts';
import { parseRecord } from './parse.ts';

const corpus = findCorpus();
const dir = corpus.kind === 'present' ? corpus.dir : '';
const title = corpus.kind === 'present' ? 'the OCSF schema' : `the OCSF schema (skipped: ${corpus.reason})`;

/** Concatenated JSON objects, as some files of the corpus hold them. */
function objectsIn(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    if (quoted) {
      if (char === '\\') i += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '{') {
      if (depth === 0) start = i;
      depth += 1;
    } else if (char === '}') {
      depth -= 1;
      if (depth === 0) found.push(text.slice(start, i + 1));
    }
  }
  return found;
}

const linesOf = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');

describe.skipIf(corpus.kind === 'absent')(`parsed events and ${title}`, () => {
  const schema = corpus.kind === 'present' ? loadOcsfSchema(path.join(dir, 'ocsf')) : null;

  const tally = (results: Iterable<ParsedEvent | UnparsedEvent>) => {
    const wrong = new Map<string, number>();
    const parsers = new Map<string, number>();
    const classes = new Map<number, number>();
    for (const result of results) {
      if (result.kind === 'unparsed') {
        parsers.set(result.reason, (parsers.get(result.reason) ?? 0) + 1);
        continue;
      }
      parsers.set(result.parser, (parsers.get(result.parser) ?? 0) + 1);
      classes.set(result.ocsf.class_uid, (classes.get(result.ocsf.class_uid) ?? 0) + 1);
      for (const problem of schema?.check(result.ocsf) ?? [])
        wrong.set(problem, (wrong.get(problem) ?? 0) + 1);
      if (JSON.stringify(result.ocsf) === '') throw new Error('An event must serialise.');
    }
    return { wrong: [...wrong].slice(0, 20), parsers, classes };
  };

  it('names the version that it is checked against', () => {
    expect(ocsfVersion).toBe(schema?.version);
  });

  it('notices what is wrong with an event', () => {
    expect(
      schema?.check({
        class_uid: 3002,
        category_uid: 3,
        type_uid: 300205,
        activity_id: 77,
        severity_id: 1,
        time: 1.5,
        metadata: { version: '1', product: { name: 'x' } },
        user: { nick: 'bob' },
        colour: 'red',
      }),
    ).toEqual([
      'authentication: has none of service, dst_endpoint',
      'authentication.activity_id: 77 is not in its enum',
      'authentication.time: 1.5 is no timestamp_t',
      'authentication.user: has none of account, name, uid',
      'authentication.user: nick is not an attribute',
      'authentication: colour is not an attribute',
      'authentication: type_uid',
    ]);
  });

  it('agree on our own lines of every kind', () => {
    const ours = globSync('src/event/testdata/*.syslog').flatMap((file) =>
      linesOf(file).map((raw) => receivedRecord('syslog', raw)),
    );
    const json = globSync('src/event/testdata/*.ndjson').flatMap((file) =>
      linesOf(file).map((raw) => receivedRecord('json', raw)),
    );
    const result = tally([...ours, ...json].map((record) => parseRecord(record)));
    expect(result.wrong).toEqual([]);
    expect([...result.parsers.keys()].sort()).toEqual([
      'auditd',
      'azure',
      'cloudtrail',
      'dns',
      'gcp',
      'github',
      'json',
      'kubernetes',
      'm365',
      'okta',
      'proxy',
      'shadow',
      'sshd',
      'su',
      'sudo',
      'syslog',
      'webserver',
      'windows',
      'zeek',
    ]);
  });

  it('agree on the CloudTrail records', () => {
    const files = globSync(path.join(dir, 'cloudtrail/**/*.json'));
    const records = files.flatMap((file) => {
      const value = JSON.parse(readFileSync(file, 'utf8'));
      return (Array.isArray(value) ? value : value.Records) as unknown[];
    });
    const result = tally(records.map((value) => parseRecord(receivedRecord('json', JSON.stringify(value)))));
    expect(result.wrong).toEqual([]);
    expect(result.parsers).toEqual(new Map([['cloudtrail', 3210]]));
    expect(result.classes).toEqual(
      new Map([
        [6003, 3207],
        [3002, 3],
      ]),
    );
  });

  it('agree on the regression events of SigmaHQ', () => {
    const files = globSync(path.join(dir, 'sigma/regression_data/**/*.json'));
    const records = files.flatMap((file) => objectsIn(readFileSync(file, 'utf8')));
    const result = tally(records.map((raw) => parseRecord(receivedRecord('json', raw))));
    expect(result.wrong).toEqual([]);
    expect(result.parsers).toEqual(new Map([['windows', 116]]));
  });

  it('agree on the recordings of attacks on Windows hosts', () => {
    let windows = 0;
    for (const zip of globSync(path.join(dir, 'windows-ndjson/*.zip')).sort().slice(0, 6)) {
      const lines = readZip(zip)
        .flatMap((entry) => entry.text.split('\n'))
        .filter((line) => line !== '')
        .slice(0, 2_000);
      const result = tally(lines.map((raw) => parseRecord(receivedRecord('json', raw))));
      expect(result.wrong).toEqual([]);
      expect([...result.parsers.keys()]).toEqual(['windows']);
      windows += lines.length;
    }
    expect(windows).toBeGreaterThan(5_000);
  });
});
