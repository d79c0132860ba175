import { configDefaults, defineConfig } from 'vitest/config';

/** Kills of whole processes in the middle of 450,000 events take minutes and a quiet machine: `npm run test:chaos`. */
const onlyWhenAsked = process.env['CHAOS'] === '1' ? [] : ['test/chaos.test.ts'];

export default defineConfig({
  test: {
    include: [
      'src/**/*.test.ts',
      'test/**/*.test.ts',
      'content/**/*.test.ts',
      'check/**/*.test.ts',
      'web/src/**/*.test.{ts,tsx}',
    ],
    exclude: [...configDefaults.exclude, ...onlyWhenAsked],
    environment: 'node',
    env: { TZ: 'UTC' },
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    reporters: ['default', './test/support/summary-reporter.ts'],
  },
});
