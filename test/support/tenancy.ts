import fc from 'fast-check';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { Client } from 'pg';
import type { ConnectionSettings } from '../../src/platform/postgres/index.ts';

/** Somebody who tries what is not theirs. */
export interface Attacker {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface TenancyTrial {
  /** With every route mounted; routes are read from its OpenAPI description. */
  readonly app: FastifyInstance;
  /** As the tables' owner, whom row-level security does not bind: sees what really is there. */
  readonly owner: ConnectionSettings;
  /** People of company A (and strangers). */
  readonly attackers: readonly Attacker[];
  readonly attackersCompany: string;
  /** Company B. */
  readonly victim: string;
  /** Texts that only B's rows hold. */
  readonly marks: readonly string[];
  /** Ids of B outside of PostgreSQL, or in tables without a company_id. */
  readonly moreIds?: readonly string[];
}

export interface TenancyReport {
  readonly calls: number;
  readonly operations: readonly string[];
  /** Operations that no generated request got beyond "does not fit the schema". */
  readonly unreached: readonly string[];
  /** Replies that told something of B. */
  readonly leaks: readonly string[];
  /** Tables whose rows of B differ afterwards. */
  readonly changes: readonly string[];
}

/**
 * Calls every route as each attacker with ids of company B wherever a request takes an id, and reports what B's
 * secrets leaked into, and which of B's rows changed.
 */
export async function tryEveryRoute(trial: TenancyTrial): Promise<TenancyReport> {
  await trial.app.ready();
  draws = 0;
  const before = await snapshot(trial.owner, trial.victim);
  const ids = [...new Set([trial.victim, ...before.ids, ...(trial.moreIds ?? [])])].slice(0, mostIds);
  const operations = operationsOf(trial.app);
  const leaks: string[] = [];
  const unreached: string[] = [];
  const unsaid = new Set(before.own);
  let calls = 0;
  const attempt = async (attacker: Attacker, wanted: Request): Promise<LightMyRequestResponse> => {
    const said = `${wanted.url} ${JSON.stringify(wanted.body ?? null)}`;
    // Not only UUIDs: a receipt's id is a hash.
    for (const id of unsaid) if (said.includes(id)) unsaid.delete(id);
    const reply = await send(trial.app, attacker, wanted);
    calls += 1;
    const text = `${JSON.stringify(reply.headers)} ${reply.body}`;
    // An id that an attacker has once named may come back, in the record of that attempt; one that none has may not.
    const told = [...trial.marks, ...unsaid].find((mark) => text.includes(mark));
    if (told !== undefined) leaks.push(`${attacker.name}: ${wanted.method} ${wanted.url} told ${told}`);
    return reply;
  };
  for (const operation of operations) {
    const innocent = request(operation, unknownId, unknownId, false);
    for (const attacker of trial.attackers) await attempt(attacker, innocent);
  }
  for (const operation of operations) {
    let reached = false;
    for (const attacker of trial.attackers) {
      for (const wanted of requestsFor(operation, ids, trial)) {
        if (!isSchemaRefusal(await attempt(attacker, wanted))) reached = true;
      }
    }
    if (!reached) unreached.push(operation.name);
  }
  const after = await snapshot(trial.owner, trial.victim);
  const names = new Set([...before.tables.keys(), ...after.tables.keys()]);
  const changes = [...names].filter((name) => before.tables.get(name) !== after.tables.get(name)).sort();
  return { calls, operations: operations.map((operation) => operation.name), unreached, leaks, changes };
}

const mostIds = 40;
/** Nobody's. */
const unknownId = '00000000-0000-7000-8000-000000000000';
/** They count or record every attempt, also the attackers', or are measured now and then. */
const unwatched = new Set(['activity_record', 'activity_count', 'fact', 'company_storage']);

/** What company B has, by table, as one digest each; and every id in its rows. */
async function snapshot(
  owner: ConnectionSettings,
  victim: string,
): Promise<{
  readonly tables: ReadonlyMap<string, string>;
  /** Ids of B's rows. */
  readonly own: readonly string[];
  /** Every id in B's rows, also of others (who invited, who exported). */
  readonly ids: readonly string[];
}> {
  const client = new Client(owner);
  await client.connect();
  try {
    const { rows } = await client.query<{ table_name: string }>(
      'select table_name from tocsin.company_tables()',
    );
    const sources = [
      ...rows.map((row) => ({ name: row.table_name, column: 'company_id' })),
      { name: 'company', column: 'id' },
    ];
    const tables = new Map<string, string>();
    const ids = new Set<string>();
    const own: string[] = [];
    for (const { name, column } of sources) {
      if (unwatched.has(name)) continue;
      const found = await client.query<{ row: string; id: string | null }>(
        `select to_jsonb(t)::text as row, to_jsonb(t) ->> 'id' as id from tocsin.${name} t where t.${column} = $1 order by 1`,
        [victim],
      );
      tables.set(name, found.rows.map((row) => row.row).join('\n'));
      for (const { row, id } of found.rows) {
        if (id !== null) own.push(id);
        for (const [mentioned] of row.matchAll(uuidPattern)) ids.add(mentioned);
      }
    }
    return { tables, own, ids: [...own, ...[...ids].sort()] };
  } finally {
    await client.end();
  }
}

const uuidPattern = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

interface Operation {
  readonly name: string;
  readonly method: Method;
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly body: Schema | null;
}

const methods = ['get', 'post', 'patch', 'put', 'delete'] as const;
type Method = Uppercase<(typeof methods)[number]>;
type Schema = Readonly<Record<string, unknown>>;

function operationsOf(app: FastifyInstance): readonly Operation[] {
  const document = app.swagger() as unknown as { paths?: Record<string, Record<string, Schema>> };
  return Object.entries(document.paths ?? {}).flatMap(([path, entries]) =>
    methods.flatMap((method): Operation[] => {
      const entry = entries[method];
      if (entry === undefined) return [];
      const body = entry['requestBody'] as { content?: Record<string, { schema?: Schema }> } | undefined;
      return [
        {
          name: typeof entry['operationId'] === 'string' ? entry['operationId'] : `${method} ${path}`,
          method: method.toUpperCase() as Method,
          path,
          parameters: (entry['parameters'] ?? []) as Operation['parameters'],
          body: body?.content?.['application/json']?.schema ?? null,
        },
      ];
    }),
  );
}

interface Request {
  readonly method: Method;
  readonly url: string;
  readonly body: unknown;
}

/** One request for each id of B in the path, or B's ids in query and body of a path without one. */
function requestsFor(operation: Operation, ids: readonly string[], trial: TenancyTrial): readonly Request[] {
  const inPath = operation.parameters.some((parameter) => parameter.in === 'path');
  const places = inPath ? [...ids, trial.attackersCompany] : ids.slice(0, 8);
  const wanted = places.flatMap((id) => [
    request(operation, id, trial.victim, true),
    request(operation, id, trial.victim, false),
  ]);
  return [...new Map(wanted.map((one) => [JSON.stringify(one), one])).values()];
}

function request(operation: Operation, id: string, victim: string, optional: boolean): Request {
  const pick = (name: string): string => (/company/i.test(name) ? victim : id);
  let url = operation.path;
  const query = new URLSearchParams();
  for (const { name, in: where, schema } of operation.parameters) {
    if (where === 'path')
      url = url.replace(`{${name}}`, encodeURIComponent(String(sample(schema, name, pick, optional))));
    // A cursor is opaque: no generated one fits.
    if (where === 'query' && name !== 'cursor' && optional) {
      const value = sample(schema, name, pick, optional);
      if (typeof value === 'string' || typeof value === 'number') query.set(name, String(value));
    }
  }
  const search = query.size === 0 ? '' : `?${query.toString()}`;
  const body = operation.body === null ? undefined : sample(operation.body, 'body', pick, optional);
  return { method: operation.method, url: `${url}${search}`, body };
}

/** A value that fits a JSON schema, with `pick`'s answer wherever an id is wanted. */
function sample(schema: Schema, name: string, pick: (name: string) => string, optional: boolean): unknown {
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  const choices = (schema['anyOf'] ?? schema['oneOf'] ?? schema['allOf']) as readonly Schema[] | undefined;
  if (choices !== undefined) {
    const choice = choices.find((one) => one['type'] !== 'null') ?? {};
    return sample(choice, name, pick, optional);
  }
  switch (schema['type']) {
    case 'object':
      return sampleObject(schema, pick, optional);
    case 'array':
      return [sample((schema['items'] ?? {}) as Schema, name, pick, optional)];
    case 'integer':
    case 'number':
      return Number(schema['minimum'] ?? 1);
    case 'boolean':
      return true;
    default:
      return sampleText(schema, name, pick);
  }
}

function sampleObject(schema: Schema, pick: (name: string) => string, optional: boolean): unknown {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>;
  const required = new Set((schema['required'] ?? []) as readonly string[]);
  const entries = Object.entries(properties).filter(([key]) => optional || required.has(key));
  return Object.fromEntries(entries.map(([key, value]) => [key, sample(value, key, pick, optional)]));
}

/** A rule that holds for every event that a company could have. */
const ruleOfEverything = `title: everything
logsource: { product: aws }
detection: { any: { eventName: '*' }, condition: any }
level: low
`;

/** Every generated text differs from the one before, so that nothing is refused as a repeat. */
let draws = 0;

function sampleText(schema: Schema, name: string, pick: (name: string) => string): string {
  if (schema['format'] === 'uuid' || /(^|[a-z])ids?$/i.test(name)) return pick(name);
  if (schema['format'] === 'date-time') return '2026-01-01T00:00:00.000Z';
  if (name === 'yaml') return ruleOfEverything;
  if (schema['format'] === 'email' || name === 'email') return 'somebody@attacker.test';
  if (typeof schema['pattern'] === 'string') {
    return (
      fc.sample(fc.stringMatching(new RegExp(schema['pattern'])), { numRuns: 1, seed: (draws += 1) })[0] ?? ''
    );
  }
  return 'a'.repeat(Math.max(Number(schema['minLength'] ?? 1), 1));
}

function send(app: FastifyInstance, attacker: Attacker, wanted: Request): Promise<LightMyRequestResponse> {
  return app.inject({
    method: wanted.method,
    url: wanted.url,
    headers: { ...attacker.headers, 'x-tocsin-request': '1' },
    ...(wanted.body === undefined ? {} : { payload: wanted.body as object }),
  });
}

const isSchemaRefusal = (reply: LightMyRequestResponse): boolean =>
  reply.statusCode === 400 && /"code":"(invalid_request|body_malformed)"/.test(reply.body);
