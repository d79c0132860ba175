import type { ClickHouseClient } from '@clickhouse/client';
import { unreachable, type Scope } from '../../kernel/index.ts';
import { read } from '../event-read-store.ts';
import { where, type EventRange } from '../event-sql.ts';
import { searchFields, type SearchField } from '../search/fields.ts';
import { jsonPaths } from './json-paths.ts';
import { presenceRow, sampleRow } from './statistics-schema.ts';

/** A field or path that events of a range have. */
export interface PresentField {
  readonly name: string;
  readonly type: 'text' | 'number' | 'named' | 'time' | 'id' | 'address';
  readonly description: string;
  /** Values worth proposing. */
  readonly values: readonly string[];
  /** A path into a document, found in a sample of them. */
  readonly isPath: boolean;
  /** Events that have it: of all in the range; for a path, of the sample. */
  readonly events: number;
}

/** What documents are sampled: of the newest events, so many of each class and parser, and so many in all. */
const sample = { newest: 20_000, alike: 25, documents: 500, rawBytes: 65_536 } as const;

/**
 * Every field of the query language with how many events of the range have it, then the paths of a sample of their
 * documents, those of most documents first.
 */
export async function presentFields(
  client: ClickHouseClient,
  scope: Scope,
  range: EventRange,
): Promise<readonly PresentField[]> {
  const [counts, documents] = await Promise.all([
    countPresence(client, scope, range),
    readSample(client, scope, range),
  ]);
  const fields = searchFields.map((field, index): PresentField => {
    const { name, type, description, values } = field;
    return { name, type, description, values, isPath: false, events: counts[`field_${index}`] ?? 0 };
  });
  const paths = [
    ...jsonPaths(
      documents.map(({ ocsf }) => ocsf),
      '',
    ),
    ...jsonPaths(
      documents.map(({ raw }) => raw),
      'raw.',
    ),
  ];
  return [
    ...fields,
    ...paths.map(({ name, type, documents: events }): PresentField => {
      return { name, type, description: '', values: [], isPath: true, events };
    }),
  ];
}

async function countPresence(
  client: ClickHouseClient,
  scope: Scope,
  range: EventRange,
): Promise<Readonly<Record<string, number>>> {
  const condition = where(scope, { kind: 'all' }, range);
  const columns = searchFields.map((field, index) => `countIf(${presence(field)}) AS field_${index}`);
  const [row] = await read(
    client,
    `SELECT ${columns.join(', ')} FROM security_event WHERE ${condition.sql}`,
    condition.params,
    presenceRow,
  );
  return row ?? {};
}

function presence(field: SearchField): string {
  switch (field.type) {
    case 'text':
      // Every event has these, and they are long.
      if (field.column === 'raw' || field.column === 'message') return '1';
      return `notEmpty(security_event.${field.column})`;
    case 'address':
      return field.columns.map((column) => `security_event.${column} != toIPv6('::')`).join(' OR ');
    case 'id':
      return `security_event.${field.column} != toUUIDOrZero('')`;
    case 'number':
    case 'named':
    case 'time':
      return '1';
    default:
      return unreachable(field);
  }
}

async function readSample(client: ClickHouseClient, scope: Scope, range: EventRange) {
  const condition = where(scope, { kind: 'all' }, range);
  return read(
    client,
    `SELECT ocsf, raw
     FROM (
       SELECT security_event.ocsf AS ocsf,
              if(startsWith(security_event.raw, '{') AND length(security_event.raw) <= ${sample.rawBytes}, security_event.raw, '') AS raw,
              security_event.class_uid AS class_uid, security_event.parser AS parser
       FROM security_event
       WHERE ${condition.sql}
       ORDER BY security_event.time DESC
       LIMIT ${sample.newest}
     )
     LIMIT ${sample.alike} BY class_uid, parser
     LIMIT ${sample.documents}`,
    condition.params,
    sampleRow,
  );
}
