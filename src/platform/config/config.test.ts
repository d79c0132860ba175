import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigError, loadConfig } from './index.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tocsin-config-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const problemsOf = (env: Record<string, string>): readonly { key: string; source: string }[] => {
  try {
    loadConfig({ env, root });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ key, source }) => ({ key, source }));
  }
};

test('without any setting the defaults listen on loopback and keep data beside the program', () => {
  const config = loadConfig({ env: {}, root });
  expect(config.data).toBe(join(root, 'data'));
  expect(config.http).toMatchObject({ host: '127.0.0.1', port: 8440, publicUrl: null });
  expect(config.roles).toEqual(['intake', 'worker', 'api']);
});

test('the environment wins over the file', () => {
  writeFileSync(join(root, 'tocsin.yml'), 'http:\n  port: 9000\n  host: 0.0.0.0\n');
  const config = loadConfig({ env: { TOCSIN_HTTP_PORT: '9001' }, root });
  expect(config.http).toMatchObject({ port: 9001, host: '0.0.0.0' });
});

test('DATABASE_URL and CLICKHOUSE_URL name external stores', () => {
  const config = loadConfig({
    env: { DATABASE_URL: 'postgres://db/x', CLICKHOUSE_URL: 'http://ch:8123' },
    root,
  });
  expect([config.database.url, config.clickhouse.url]).toEqual(['postgres://db/x', 'http://ch:8123']);
});

test('"off" in the environment closes a listener', () => {
  expect(loadConfig({ env: { TOCSIN_SYSLOG_UDP: 'off' }, root }).syslog.udp).toBeNull();
});

test('every bad key is named, with its source', () => {
  writeFileSync(join(root, 'tocsin.yml'), 'http:\n  prot: 1\nsmtp:\n  url: 5\n');
  expect(problemsOf({ TOCSIN_HTTP_PORT: 'eighty', TOCSIN_HTPP_HOST: 'x' })).toEqual([
    { key: 'TOCSIN_HTPP_HOST', source: 'environment' },
    { key: 'http.port', source: 'environment' },
    { key: 'http.prot', source: 'file' },
    { key: 'smtp.url', source: 'file' },
  ]);
});

test('a certificate without its key is named', () => {
  expect(problemsOf({ TOCSIN_HTTP_TLS_CERTIFICATE: '/a.pem' })).toEqual([
    { key: 'http.tlsKey', source: 'file' },
  ]);
});

test('bounces need a mailbox that can be read, and an address with a star', () => {
  const good = {
    TOCSIN_BOUNCE_URL: 'imaps://u:p@mail.example.net/INBOX',
    TOCSIN_BOUNCE_ADDRESS: 'bounce+*@example.net',
  };
  expect(loadConfig({ env: good, root }).bounce).toEqual({
    url: 'imaps://u:p@mail.example.net/INBOX',
    address: 'bounce+*@example.net',
    folder: null,
  });
  expect(problemsOf({ TOCSIN_BOUNCE_ADDRESS: 'bounce+*@example.net' })).toEqual([
    { key: 'bounce.url', source: 'file' },
  ]);
  expect(
    problemsOf({
      TOCSIN_BOUNCE_URL: 'pop3://u:p@mail.example.net',
      TOCSIN_BOUNCE_ADDRESS: 'bounce@example.net',
    }),
  ).toEqual([
    { key: 'bounce.url', source: 'environment' },
    { key: 'bounce.address', source: 'environment' },
  ]);
});

test.each([
  ['a file that is not YAML', 'http: [unclosed'],
  ['a file that is a list', '- http'],
  ['a file with an alias bomb', 'a: &a [1]\nb: *a'],
])('%s is refused with its name', (_name, text) => {
  writeFileSync(join(root, 'tocsin.yml'), text);
  expect(() => loadConfig({ env: {}, root })).toThrow(ConfigError);
});

test('a named file that is missing is an error, a default one is not', () => {
  expect(problemsOf({ TOCSIN_CONFIG: join(root, 'none.yml') })).toEqual([
    { key: 'TOCSIN_CONFIG', source: 'environment' },
  ]);
});

test('the disk stops intake only after it has warned, unless warnings are off', () => {
  const load = (warn: string, stop: string) => () =>
    loadConfig({
      root: '/nowhere',
      env: { TOCSIN_RETENTION_DISK_WARN_FREE_PERCENT: warn, TOCSIN_RETENTION_DISK_STOP_FREE_PERCENT: stop },
    }).retention;
  expect(load('5', '6')).toThrow('retention.diskStopFreePercent (environment): must not be more than');
  expect(load('5', '5')()).toMatchObject({ diskWarnFreePercent: 5, diskStopFreePercent: 5 });
  expect(load('0', '6')()).toMatchObject({ diskWarnFreePercent: 0, diskStopFreePercent: 6 });
});

const oidc = (more: string): string =>
  `oidc:\n  - id: staff\n    name: Staff SSO\n    issuer: https://id.example.net\n    clientId: tocsin\n    who: provider\n${more}`;

test('an identity provider needs little; its secret may come from the environment', () => {
  writeFileSync(join(root, 'tocsin.yml'), oidc(''));
  const config = loadConfig({ env: { TOCSIN_OIDC_STAFF_CLIENT_SECRET: 'hush' }, root });
  expect(config.oidc).toEqual([
    {
      id: 'staff',
      name: 'Staff SSO',
      issuer: 'https://id.example.net',
      clientId: 'tocsin',
      clientSecret: 'hush',
      scopes: ['openid', 'email', 'profile'],
      who: 'provider',
      domains: [],
      trustEmail: false,
      createUsers: false,
      role: null,
      roles: null,
      requiredAmr: [],
      required: false,
      breakGlass: null,
    },
  ]);
  expect(problemsOf({ TOCSIN_OIDC_STUFF_CLIENT_SECRET: 'hush' })).toEqual([
    { key: 'TOCSIN_OIDC_STUFF_CLIENT_SECRET', source: 'environment' },
  ]);
});

test.each([
  ['plain http', '', 'http://id.example.net', ['oidc.0.issuer']],
  ['http on this machine', '', 'http://127.0.0.1:9000', []],
  ['http on a name that only looks like this machine', '', 'http://localhost.evil.test', ['oidc.0.issuer']],
  ['an issuer with a query', '', 'https://id.example.net/?tenant=1', ['oidc.0.issuer']],
  ['a user in the issuer', '', 'https://a:b@id.example.net', ['oidc.0.issuer']],
  ['required without a break-glass account', '    required: true\n', null, ['oidc.0.breakGlass']],
  ['accounts for everybody', '    createUsers: true\n    role: analyst\n', null, ['oidc.0.domains']],
  ['new accounts without a role', '    createUsers: true\n    domains: [a.test]\n', null, ['oidc.0.role']],
  ['scopes without openid', '    scopes: [email]\n', null, ['oidc.0.scopes']],
  ['an unknown key', '    secret: x\n', null, ['oidc.0.secret']],
])('an identity provider with %s', (_name, more, issuer, keys) => {
  const text = oidc(more).replace('https://id.example.net', issuer ?? 'https://id.example.net');
  writeFileSync(join(root, 'tocsin.yml'), text);
  expect(problemsOf({}).map(({ key }) => key)).toEqual(keys);
});

test('identity providers do not share ids, nor domains over companies; those of one company are of one mind', () => {
  const acme = (id: string, who: string, more = ''): string =>
    `  - id: ${id}\n    name: X\n    issuer: https://id.example.net\n    clientId: t\n    who: ${who}\n    domains: [acme.test]\n${more}`;
  const strict = '    required: true\n    breakGlass: olga@acme.test\n';
  writeFileSync(
    join(root, 'tocsin.yml'),
    `oidc:\n${acme('a', 'acme')}${acme('a', 'acme', strict)}${acme('b', 'bravo')}`,
  );
  expect(problemsOf({}).map(({ key }) => key)).toEqual([
    'oidc.1.id',
    'oidc.1.required',
    'oidc.1.breakGlass',
    'oidc.2.domains',
  ]);
  writeFileSync(
    join(root, 'tocsin.yml'),
    `oidc:\n${acme('a', 'acme').replace('    domains: [acme.test]\n', '')}`,
  );
  expect(problemsOf({}).map(({ key }) => key)).toEqual(['oidc.0.domains']);
  expect(problemsOf({ TOCSIN_OIDC: 'x' })).toEqual([{ key: 'oidc', source: 'environment' }]);
});
