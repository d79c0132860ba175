/** Hunting through files: what a benchmark needs of it. */
export { parseFileRecord } from './parse-file-record.ts';
