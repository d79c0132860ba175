import { join } from 'node:path';

/** Where the code is that makes an event of a raw record: for whoever states with which code that was done. */
export const parserFolders: readonly string[] = [
  import.meta.dirname,
  join(import.meta.dirname, '..', 'ocsf'),
];
