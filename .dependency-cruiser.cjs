/**
 * The house's arrows (ARCHITECTURE.md). A slice may import only the slices below it, and only through their front
 * door. `below` is the transitive closure of the drawing there. `check/arrows.test.ts` plants an import against each
 * rule. Patterns stay simple, because the tool refuses those that could run long.
 */
const base = ['kernel', 'platform', 'ledger', 'identity', 'activity', 'asset'];
const below = {
  kernel: [],
  platform: ['kernel'],
  ledger: ['kernel', 'platform'],
  identity: ['kernel', 'platform', 'ledger'],
  activity: ['kernel', 'platform', 'ledger', 'identity'],
  asset: ['kernel', 'platform', 'ledger', 'identity', 'activity'],
  monitoring: base,
  event: base,
  deadline: base,
  detection: [...base, 'event'],
  vulnerability: [...base, 'deadline'],
  baseline: [...base, 'deadline'],
};
below.incident = [...base, 'monitoring', 'event', 'deadline', 'detection', 'vulnerability', 'baseline'];
for (const slice of ['playbook', 'notification', 'evidence']) below[slice] = [...below.incident, 'incident'];

const slices = Object.keys(below);
const anySlice = `(?:${[...slices, 'app'].join('|')})`;

/** Everything in src that a file of `slice` may not reach: whatever is not the slice itself or below it. */
const arrows = slices.map((slice) => ({
  name: `arrow-${slice}`,
  comment: `${slice} may import only: ${[slice, ...below[slice]].join(', ')}.`,
  from: { path: `^src/${slice}/` },
  to: { path: '^src/', pathNot: `^src/(?:${[slice, ...below[slice]].join('|')})/` },
}));

/** Files that exist for tests only. */
const testFiles = ['[.]test[.]tsx?$', '/testing/', '/testdata/'];

/** Files that touch the outside world. */
const worldFiles = ['-service[.]ts$', '-store[.]ts$', '-routes[.]ts$', '-queries[.]ts$'];

/** These and the schemas may use the libraries of the edge. */
const edgeFiles = [...worldFiles, '-schema[.]ts$'];

/** Libraries that only the thin edge of a slice may touch. */
const edgeLibraries = [
  '@simplewebauthn',
  'jose',
  'openid-client',
  'fastify',
  '@fastify',
  'fastify-type-provider-zod',
  'kysely',
  'pg',
  '@clickhouse',
  'chdb',
  'graphile-worker',
  'zod',
  'nodemailer',
  'mailparser',
  'imapflow',
  'better-auth',
];

const frontDoors = [
  {
    name: 'front-door-slice',
    comment: 'Another slice is entered through its index.ts.',
    from: { path: '^src/([^/]+)/' },
    to: {
      path: '^src/[^/]+/',
      pathNot: ['^src/$1/', '^src/platform/', '^src/app/', '^src/[^/]+/index[.]ts$'],
    },
  },
  {
    name: 'front-door-platform',
    comment: 'A part of the platform is entered through the index.ts of its folder.',
    from: { path: '^src/([^/]+)/([^/]+)' },
    to: { path: '^src/platform/', pathNot: ['^src/$1/$2/', '^src/platform/[^/]+/index[.]ts$', '/testing/'] },
  },
  {
    name: 'front-door-outside',
    comment:
      'Tests that cross slices, benchmarks and content enter a slice through its index.ts, like everybody else.',
    from: { path: '^(?:test|bench|content)/' },
    to: {
      path: '^src/',
      pathNot: ['^src/app/', '^src/[^/]+/index[.]ts$', '^src/platform/[^/]+/index[.]ts$', '/testing/'],
    },
  },
];

const purity = [
  {
    name: 'pure-stays-pure',
    comment:
      'A pure file does not call the edge of its slice; the edge, and index.ts, call it. Types may be shared.',
    from: {
      path: '^src/',
      pathNot: ['^src/platform/', '^src/app/', '/index[.]ts$', ...edgeFiles, ...testFiles],
    },
    to: { path: worldFiles, dependencyTypesNot: ['type-only', 'type-import'] },
  },
  {
    name: 'pure-middle',
    comment: 'Only files named -service, -store, -routes, -schema or -queries touch these libraries.',
    from: { path: '^src/', pathNot: ['^src/platform/', '^src/app/', ...edgeFiles, ...testFiles] },
    to: { path: `node_modules/(?:@types/)?(?:${edgeLibraries.join('|')})/` },
  },
  {
    name: 'kernel-has-no-io',
    comment: 'The kernel is a leaf of values and functions; node:crypto is its only import.',
    from: { path: '^src/kernel/', pathNot: testFiles },
    to: { pathNot: ['^src/kernel/', '^(?:node:)?crypto$'] },
  },
];

const boundaries = [
  {
    name: 'known-slices-only',
    comment:
      'A folder of src is a slice with arrows; draw them in .dependency-cruiser.cjs and ARCHITECTURE.md.',
    from: { path: '^src/', pathNot: `^src/${anySlice}/` },
    to: {},
  },
  {
    name: 'nobody-imports-app',
    from: { pathNot: ['^src/app/', '^test/', '^bench/', '^content/', '^check/'] },
    to: { path: '^src/app/' },
  },
  {
    name: 'production-needs-no-tests',
    comment:
      'What runs in production imports nothing that exists for tests, checks, benchmarks or the console.',
    from: { path: '^src/', pathNot: testFiles },
    to: { path: ['^(?:test|bench|check|web)/', ...testFiles] },
  },
  {
    name: 'production-needs-no-dev-dependency',
    from: { path: '^src/', pathNot: testFiles },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'type-import'] },
  },
  { name: 'web-talks-to-the-api-only', from: { path: '^web/' }, to: { path: '^src/' } },
  { name: 'no-cycle', from: {}, to: { circular: true } },
];

module.exports = {
  forbidden: [...arrows, ...frontDoors, ...purity, ...boundaries].map((rule) => ({
    severity: 'error',
    ...rule,
  })),
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(?:dist|data|web/dist)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
