import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { asFolderError, backupProblems, BackupError } from './backup-error.ts';

test('the guide tells what to do about every code, and about no other', async () => {
  const guide = await readFile('docs/guide/backup-and-upgrade.md', 'utf8');
  const table = guide.slice(guide.indexOf('## Error codes'));
  const told = [...table.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([a-z_]+)`/g)].map(([, code = '']) => code),
  );
  // The lock's own code.
  expect(told.toSorted()).toEqual([...backupProblems, 'data_in_use'].toSorted());
});

test.for([
  ['ENOSPC', 'folder_full'],
  ['EDQUOT', 'folder_full'],
  ['53100', 'folder_full'],
  ['EROFS', 'folder_unwritable'],
  ['EACCES', 'folder_unwritable'],
] as const)('%s is told as %s', ([errno, code]) => {
  const told = asFolderError('/mnt', Object.assign(new Error('x'), { code: errno }));
  expect(told).toBeInstanceOf(BackupError);
  expect(told).toMatchObject({ code });
});

test('what is no trouble of the folder is passed on as it is', () => {
  const error = new Error('a bug');
  expect(asFolderError('/mnt', error)).toBe(error);
});
