import { expect, test } from 'vitest';
import { missingPackage } from './missing-package.ts';

test('a package that is not installed is told with what to do', () => {
  const error = Object.assign(new Error("Cannot find package 'yauzl' imported from /srv/x.ts"), {
    code: 'ERR_MODULE_NOT_FOUND',
  });
  expect(missingPackage(error, '/srv')).toBe('The package yauzl is not installed. Run "npm ci" in /srv.');
});

test('a missing file of our own is a bug and keeps its stack', () => {
  const error = Object.assign(new Error("Cannot find module '/srv/x.ts'"), { code: 'ERR_MODULE_NOT_FOUND' });
  expect(missingPackage(error, '/srv')).toBeNull();
  expect(missingPackage(new Error("Cannot find package 'x'"), '/srv')).toBeNull();
});
