import { readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { configSchema, type Config } from './schema.ts';

export { serverRoles, type Config, type ServerRole } from './schema.ts';

/** One wrong setting: where it stands and what is wrong with it. */
export interface ConfigProblem {
  readonly key: string;
  readonly source: 'file' | 'environment';
  readonly message: string;
}

export class ConfigError extends Error {
  readonly code = 'config_invalid';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(`The configuration has ${problems.length} bad setting(s):\n${problems.map(describe).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const describe = (problem: ConfigProblem): string =>
  `  ${problem.key} (${problem.source}): ${problem.message}`;

/** Names read elsewhere than in the schema: where the file is, what tests and the launcher use. */
const otherNames = new Set(['TOCSIN_CONFIG', 'TOCSIN_CORPUS', 'TOCSIN_SECRET_KEY']);
const aliases: Readonly<Record<string, string>> = {
  DATABASE_URL: 'TOCSIN_DATABASE_URL',
  CLICKHOUSE_URL: 'TOCSIN_CLICKHOUSE_URL',
};

export interface ConfigInputs {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The project's folder: `data` and `tocsin.yml` are looked up in it when nothing else is said. */
  readonly root: string;
}

/**
 * Reads the settings from `tocsin.yml` (or the file that TOCSIN_CONFIG names) and the environment.
 * Throws ConfigError with every bad key, not only the first.
 */
export function loadConfig({ env, root }: ConfigInputs): Config {
  const problems: ConfigProblem[] = [];
  const fromFile = readConfigFile(env['TOCSIN_CONFIG'], root, problems);
  const merged = structuredClone(fromFile);
  const environmentKeys = new Set<string>();
  applyEnvironment(merged, env, environmentKeys, problems);
  merged['data'] ??= 'data';
  const parsed = configSchema.safeParse(merged);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) problems.push(...toProblems(issue, environmentKeys));
  }
  if (parsed.data === undefined || problems.length > 0) throw new ConfigError(problems);
  const pairProblems = [...halfPairs(parsed.data), ...crossedThresholds(parsed.data, environmentKeys)];
  if (pairProblems.length > 0) throw new ConfigError(pairProblems);
  return {
    ...parsed.data,
    data: isAbsolute(parsed.data.data) ? parsed.data.data : resolve(root, parsed.data.data),
  };
}

type Tree = Record<string, unknown>;

function readConfigFile(named: string | undefined, root: string, problems: ConfigProblem[]): Tree {
  const path = named ?? join(root, 'tocsin.yml');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    if (named !== undefined)
      problems.push({ key: 'TOCSIN_CONFIG', source: 'environment', message: `cannot read ${path}` });
    return {};
  }
  const document = parseDocument(text);
  for (const error of document.errors) problems.push({ key: path, source: 'file', message: error.message });
  if (document.errors.length > 0) return {};
  try {
    const value: unknown = document.toJS({ maxAliasCount: 0 });
    if (value === null) return {};
    if (isTree(value)) return value;
    problems.push({ key: path, source: 'file', message: 'must be a mapping of settings' });
  } catch {
    problems.push({ key: path, source: 'file', message: 'must not use YAML aliases' });
  }
  return {};
}

/** `TOCSIN_HTTP_PUBLIC_URL` → `http.publicUrl`, by a table made from the schema. */
const environmentNames = new Map(leafPaths(configSchema, []).map((path) => [environmentName(path), path]));

function applyEnvironment(
  tree: Tree,
  env: ConfigInputs['env'],
  keys: Set<string>,
  problems: ConfigProblem[],
): void {
  for (const [given, value] of Object.entries(env)) {
    const name = aliases[given] ?? given;
    if (value === undefined || value === '' || !name.startsWith('TOCSIN_') || otherNames.has(name)) continue;
    if (applyClientSecret(tree, name, value)) continue;
    const path = environmentNames.get(name);
    if (path === undefined) {
      problems.push({ key: given, source: 'environment', message: 'is no setting of Tocsin' });
      continue;
    }
    keys.add(path.join('.'));
    setAt(tree, path, value === 'off' ? null : value);
  }
}

/** `TOCSIN_OIDC_STAFF_CLIENT_SECRET` belongs to the entry `staff` of the list `oidc`, which has no name of its own. */
function applyClientSecret(tree: Tree, name: string, value: string): boolean {
  const id = /^TOCSIN_OIDC_(\w+)_CLIENT_SECRET$/.exec(name)?.[1];
  const entries: unknown = tree['oidc'];
  if (id === undefined || !Array.isArray(entries)) return false;
  const entry: unknown = entries.find(
    (one: unknown) => isTree(one) && String(one['id']).replaceAll('-', '_').toUpperCase() === id,
  );
  if (!isTree(entry)) return false;
  entry['clientSecret'] = value;
  return true;
}

function setAt(tree: Tree, path: readonly string[], value: unknown): void {
  const [head, ...rest] = path;
  if (head === undefined) return;
  if (rest.length === 0) {
    tree[head] = value;
    return;
  }
  const below = tree[head];
  const next: Tree = isTree(below) ? below : {};
  tree[head] = next;
  setAt(next, rest, value);
}

function toProblems(issue: z.core.$ZodIssue, environmentKeys: ReadonlySet<string>): ConfigProblem[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      key: [...path, key].join('.'),
      source: 'file' as const,
      message: 'is no setting of Tocsin',
    }));
  }
  const key = path.join('.');
  return [{ key, source: environmentKeys.has(key) ? 'environment' : 'file', message: issue.message }];
}

function halfPairs(config: Config): ConfigProblem[] {
  const pairs = [
    ['http.tlsKey', config.http.tlsCertificate, config.http.tlsKey],
    ['syslog.tlsKey', config.syslog.tlsCertificate, config.syslog.tlsKey],
  ] as const;
  const half: ConfigProblem[] = pairs
    .filter(([, certificate, key]) => (certificate === null) !== (key === null))
    .map(([key]) => ({ key, source: 'file', message: 'tlsCertificate and tlsKey go together' }));
  if (config.syslog.tls !== null && config.syslog.tlsCertificate === null) {
    half.push({
      key: 'syslog.tlsCertificate',
      source: 'file',
      message: 'syslog.tls needs a certificate and a key',
    });
  }
  if (config.bounce.address !== null && config.bounce.url === null) {
    half.push({
      key: 'bounce.url',
      source: 'file',
      message: 'bounce.address needs a mailbox that is read: set bounce.url too',
    });
  }
  return half;
}

/** Warnings come before what they warn of; 0 switches them off. */
function crossedThresholds({ retention }: Config, environmentKeys: ReadonlySet<string>): ConfigProblem[] {
  const { diskWarnFreePercent, diskStopFreePercent } = retention;
  if (diskWarnFreePercent === 0 || diskStopFreePercent <= diskWarnFreePercent) return [];
  const key = 'retention.diskStopFreePercent';
  const source = environmentKeys.has(key) ? 'environment' : 'file';
  return [{ key, source, message: 'must not be more than retention.diskWarnFreePercent' }];
}

function leafPaths(schema: z.ZodType, path: readonly string[]): (readonly string[])[] {
  const inner = unwrap(schema);
  if (!(inner instanceof z.ZodObject)) return [path];
  return Object.entries(inner.shape).flatMap(([key, value]) => leafPaths(value as z.ZodType, [...path, key]));
}

function unwrap(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodPrefault || schema instanceof z.ZodDefault)
    return unwrap(schema.unwrap() as z.ZodType);
  return schema;
}

function environmentName(path: readonly string[]): string {
  return [
    'TOCSIN',
    ...path.map((part) => part.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()),
  ].join('_');
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
