/**
 * The house's arrows (ARCHITECTURE.md). A slice may import only the slices below it, and only through their
 * front door. `below` is the transitive closure of the drawing in ARCHITECTURE.md.
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

/** Everything a file of `slice` may not reach: slices that are not below it. */
const arrows = slices.map((slice) => {
  const allowed = [slice, ...below[slice]];
  const forbidden = [...slices, 'app'].filter((other) => !allowed.includes(other));
  return {
    name: `arrow-${slice}`,
    severity: 'error',
    comment: `${slice} may import only: ${allowed.join(', ')}.`,
    from: { path: `^src/${slice}/` },
    to: { path: `^src/(${forbidden.join('|')})/` },
  };
});

/** Libraries that only the thin edge of a slice may touch. */
const edgeLibraries = ['fastify', 'kysely', 'pg', '@clickhouse/client', 'graphile-worker', 'zod', 'nodemailer', 'better-auth'];

module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'front-door-only',
      severity: 'error',
      comment: 'Another slice is entered through its index.ts. kernel and platform are entered through a folder index.',
      from: { path: `^src/([^/]+)/` },
      to: { path: `^src/(?!kernel/|platform/)([^/]+)/(?!index\\.ts$)`, pathNot: `^src/$1/` },
    },
    {
      name: 'pure-middle',
      severity: 'error',
      comment: 'Only files named -service, -store, -routes, -schema or -queries touch these libraries.',
      from: {
        path: `^src/(?!platform/|app/)`,
        pathNot: '(-service|-store|-routes|-schema|-queries)(\\.[a-z]+)?\\.ts$|\\.test\\.ts$|/testing/',
      },
      to: { path: `node_modules/(${edgeLibraries.join('|')})(/|$)` },
    },
    ...arrows,
    { name: 'nobody-imports-app', severity: 'error', from: { pathNot: '^(src/app/|test/|bench/)' }, to: { path: '^src/app/' } },
    { name: 'web-talks-to-the-api-only', severity: 'error', from: { path: '^web/' }, to: { path: '^src/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|data)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
