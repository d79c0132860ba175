export const fileProblemCodes = [
  'file_unreadable',
  'compression_damaged',
  'archive_damaged',
  'not_text',
  'record_too_long',
  'header_damaged',
  'chunk_damaged',
  'record_damaged',
  'file_cut_short',
] as const;

/** A part of a file that could not be read; what lies beside it was. */
export interface FileProblem {
  readonly code: (typeof fileProblemCodes)[number];
  readonly reason: string;
}
