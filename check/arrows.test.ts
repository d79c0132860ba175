import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';

const root = join(import.meta.dirname, '..');

const reportSchema = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

/** A file planted in a copy of the sources, and the rule that must refuse it. `null`: it must pass. */
interface Plant {
  readonly what: string;
  readonly file: string;
  readonly text: string;
  readonly rule: string | null;
}

const plants: readonly Plant[] = [
  {
    what: 'a value import against the arrows',
    file: 'src/event/planted-value.ts',
    text: "import { x } from '../detection/index.ts';\nexport const y = x;",
    rule: 'arrow-event',
  },
  {
    what: 'a type import against the arrows',
    file: 'src/event/planted-type.ts',
    text: "import type { X } from '../incident/index.ts';\nexport type Y = X;",
    rule: 'arrow-event',
  },
  {
    what: 'a re-export against the arrows',
    file: 'src/activity/planted-export.ts',
    text: "export * from '../event/index.ts';",
    rule: 'arrow-activity',
  },
  {
    what: 'a dynamic import against the arrows',
    file: 'src/ledger/planted-dynamic.ts',
    text: "export const later = () => import('../identity/index.ts');",
    rule: 'arrow-ledger',
  },
  {
    what: 'an import between slices in one pair of braces',
    file: 'src/notification/planted-sibling.ts',
    text: "import '../playbook/index.ts';",
    rule: 'arrow-notification',
  },
  {
    what: 'the platform importing a slice',
    file: 'src/platform/log/planted-upward.ts',
    text: "import '../../identity/index.ts';",
    rule: 'arrow-platform',
  },
  {
    what: 'a slice importing the composition root',
    file: 'src/incident/planted-app.ts',
    text: "import '../app/planted-root.ts';",
    rule: 'nobody-imports-app',
  },
  {
    what: 'entering a slice past its front door',
    file: 'src/incident/planted-window.ts',
    text: "import type { OcsfEvent } from '../event/event.ts';\nexport type Y = OcsfEvent;",
    rule: 'front-door-slice',
  },
  {
    what: 'the composition root entering a slice past its front door',
    file: 'src/app/planted-window.ts',
    text: "import '../event/event.ts';",
    rule: 'front-door-slice',
  },
  {
    what: 'entering the kernel past its front door',
    file: 'src/event/planted-kernel.ts',
    text: "import '../kernel/id.ts';",
    rule: 'front-door-slice',
  },
  {
    what: 'entering a part of the platform past its front door',
    file: 'src/event/planted-platform.ts',
    text: "import '../platform/http/problem.ts';",
    rule: 'front-door-platform',
  },
  {
    what: 'one part of the platform entering another past its front door',
    file: 'src/platform/log/planted-platform.ts',
    text: "import '../http/problem.ts';",
    rule: 'front-door-platform',
  },
  {
    what: 'a crossing test entering a slice past its front door',
    file: 'test/planted-window.ts',
    text: "import '../src/event/event.ts';",
    rule: 'front-door-outside',
  },
  ...[
    'fastify',
    'kysely',
    'pg',
    '@clickhouse/client',
    'graphile-worker',
    'zod',
    'nodemailer',
    'better-auth',
  ].flatMap((library): Plant[] => {
    const file = library.replaceAll(/\W/g, '-');
    return [
      {
        what: `a pure file importing ${library}`,
        file: `src/event/planted-${file}.ts`,
        text: `import * as library from '${library}';\nexport const y = library;`,
        rule: 'pure-middle',
      },
      {
        what: `a pure file importing a type from ${library}`,
        file: `src/event/planted-type-${file}.ts`,
        text: `import type * as library from '${library}';\nexport type Y = typeof library;`,
        rule: 'pure-middle',
      },
      {
        what: `an edge file importing ${library}`,
        file: `src/event/planted-${file}-store.ts`,
        text: `import * as library from '${library}';\nexport const y = library;`,
        rule: null,
      },
    ];
  }),
  {
    what: 'a pure file calling a store',
    file: 'src/event/planted-caller.ts',
    text: "import { y } from './planted-kysely-store.ts';\nexport const z = y;",
    rule: 'pure-stays-pure',
  },
  {
    what: 'a pure file sharing a type with a store',
    file: 'src/event/planted-sharer.ts',
    text: "import type { y } from './planted-kysely-store.ts';\nexport type Z = typeof y;",
    rule: null,
  },
  {
    what: 'the kernel reading files',
    file: 'src/kernel/planted-fs.ts',
    text: "import { readFileSync } from 'node:fs';\nexport const y = readFileSync;",
    rule: 'kernel-has-no-io',
  },
  {
    what: 'the kernel importing a library',
    file: 'src/kernel/planted-yaml.ts',
    text: "import { parse } from 'yaml';\nexport const y = parse;",
    rule: 'kernel-has-no-io',
  },
  {
    what: 'the kernel importing node:crypto',
    file: 'src/kernel/planted-crypto.ts',
    text: "import { randomBytes } from 'node:crypto';\nexport const y = randomBytes;",
    rule: null,
  },
  {
    what: 'a folder that the arrows do not know',
    file: 'src/planted/index.ts',
    text: "import '../kernel/index.ts';",
    rule: 'known-slices-only',
  },
  {
    what: 'production code importing a test helper',
    file: 'src/event/planted-helper.ts',
    text: "import '../../test/planted-window.ts';",
    rule: 'production-needs-no-tests',
  },
  {
    what: 'production code importing a development dependency',
    file: 'src/event/planted-dev.ts',
    text: "import fc from 'fast-check';\nexport const y = fc;",
    rule: 'production-needs-no-dev-dependency',
  },
  {
    what: 'the console importing the server',
    file: 'web/src/planted-server.ts',
    text: "import type { Result } from '../../src/kernel/index.ts';\nexport type Y = Result<number, number>;",
    rule: 'web-talks-to-the-api-only',
  },
  {
    what: 'a cycle',
    file: 'src/event/planted-cycle-a.ts',
    text: "import type { B } from './planted-cycle-b.ts';\nexport type A = B | 1;",
    rule: 'no-cycle',
  },
  {
    what: 'an import along the arrows through the front door',
    file: 'src/incident/planted-allowed.ts',
    text: "import '../event/index.ts';\nimport '../kernel/index.ts';\nimport '../platform/http/index.ts';",
    rule: null,
  },
];

/** Front doors and partners of the plants, made simple: they exist and import nothing. */
const scenery: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['identity', 'event', 'detection', 'incident', 'playbook'].map((slice) => [
      `src/${slice}/index.ts`,
      'export const x = 1;\nexport type X = number;',
    ]),
  ),
  'src/app/planted-root.ts': 'export const x = 1;',
  'src/event/planted-cycle-b.ts': "import type { A } from './planted-cycle-a.ts';\nexport type B = A | 2;",
};

let folder = '';
let broken: ReadonlySet<string> = new Set();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-arrows-'));
  for (const name of ['src', 'package.json', 'tsconfig.json', '.dependency-cruiser.cjs'])
    cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const { file, text } of plants) plant(file, text);
  for (const [file, text] of Object.entries(scenery)) plant(file, text);
  const cruise = spawnSync(
    join(root, 'node_modules/.bin/depcruise'),
    ['src', 'web/src', 'test', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
    { cwd: folder, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
  );
  const { violations } = reportSchema.parse(JSON.parse(cruise.stdout)).summary;
  broken = new Set(violations.map(({ from, rule }) => `${from} ${rule.name}`));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function plant(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), `${text}\n`);
}

for (const { what, file, rule } of plants) {
  if (rule === null)
    test(`${what} passes`, () =>
      expect([...broken].filter((line) => line.startsWith(`${file} `))).toEqual([]));
  else test(`${what} is refused by ${rule}`, () => expect(broken).toContain(`${file} ${rule}`));
}
